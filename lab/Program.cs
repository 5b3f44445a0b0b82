using System.CommandLine;
using Lab;
using Lab.Core;
using Lab.Verbs;

var builtIn = new Option<bool>("--builtin") { Description = "Use the lab's own process runner and Engine client, even where CliWrap and Testcontainers are built.", Recursive = true };
var root = new RootCommand("The lab: what does a virtual machine cost, what does a container cost, and why?") { builtIn };
foreach (var verb in (System.CommandLine.Command[])
    [DoctorVerb.Make(builtIn), StudyVerb.Make(builtIn), CalibrateVerb.Make(builtIn), ReportVerb.Make(), VerifyVerb.Make(), CompareVerb.Make(), ExportVerb.Make(), GuestVerb.Make(builtIn), ListVerb.Make(builtIn), WorkloadVerb.Make(builtIn), ExerciseVerb.Make(builtIn), ExplainVerb.Make(), UpstreamVerb.Make(builtIn), CleanVerb.Make(builtIn), HomeVerb.Make(builtIn)])
    root.Add(verb);

using var interrupt = new Interrupt();
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"lab: {error.Message}");
    Console.Error.WriteLine("`./run --help` lists the verbs; `./run VERB --help` explains one.");
    return ExitCode.Usage;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupt.Token);
}
catch (UsageException e)
{
    Console.Error.WriteLine($"lab: {e.Message}");
    return ExitCode.Usage;
}
catch (Exception e) when (e is DirtyHostException or TrialException)
{
    Console.Error.WriteLine($"lab: {e.Message}");
    return ExitCode.SomeFailed;
}
catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
{
    Console.Error.WriteLine("lab: interrupted; everything that was up is down.");
    return ExitCode.Interrupted;
}
