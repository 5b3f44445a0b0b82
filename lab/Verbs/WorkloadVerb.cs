using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>workload try ID --platform P</c>: one run, with the output and what was read from it.</summary>
static class WorkloadVerb
{
    public static Option<string?> Folder() => new("--workloads") { Description = "A folder with workload files of your own (*.yml), beside the shipped ones." };

    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var id = new Argument<string>("id") { Description = "A workload (`./run list workloads`), or all." };
        var platform = new Option<string>("--platform") { Description = "host, container, vm, container-in-vm or container:RUNTIME.", DefaultValueFactory = _ => "container" };
        var seconds = new Option<int>("--seconds") { Description = "Length of a trial that is timed by the clock.", DefaultValueFactory = _ => PlanSpec.DefaultTrialSeconds };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var folder = Folder();
        var attempt = new System.CommandLine.Command("try", "Bring up one instance, run the workload once, and print its output beside what was read from it. Keeps nothing.") { id, platform, seconds, json, folder };
        attempt.SetAction(async (parsed, cancel) =>
        {
            var known = Catalogue.ReadWorkloads(parsed.GetValue(folder));
            var name = parsed.GetValue(id)!;
            var chosen = name == "all" ? known.Values.ToArray() : known.TryGetValue(name, out var one) ? [one]
                : throw new UsageException($"There is no workload '{name}'. There are: {string.Join(", ", known.Keys)}. Those of your own: --workloads FOLDER.");
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            return await TryAsync(chosen, parsed.GetValue(platform)!, parsed.GetValue(seconds), parsed.GetValue(json), tools, cancel);
        });
        return new System.CommandLine.Command("workload", "Workloads, one by one.") { attempt };
    }

    static async Task<int> TryAsync(Workload[] chosen, string id, int seconds, bool json, Tools tools, CancellationToken cancel)
    {
        if (seconds is < 1 or > 600) throw new UsageException($"--seconds {seconds}: write a whole number from 1 to 600.");
        var kvm = await new AcceleratorProbe(tools.Runner, tools.Clock).ProbeAsync(Accelerator.Kvm, cancel);
        var catalogue = Catalogue.Make(tools, kvm.Class == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg, id);
        if (!catalogue.Platforms.TryGetValue(id, out var platform))
            throw new UsageException($"--platform {id}: there is no such platform. There are: {string.Join(", ", catalogue.Platforms.Keys)}, and container:RUNTIME.");
        if (await platform.WhyUnusableAsync(cancel) is { } why)
            throw new UsageException($"{id} cannot be used here: {why}");
        var spec = new PlanSpec("try", "", [id], [], 1, 0, Math.Min(2, Environment.ProcessorCount), 1L << 30, "auto", 0) { TrialSeconds = seconds };
        Workload[] workloads = [.. chosen.Select(w => w.For(spec, platform.Label.Contains("emulated", StringComparison.Ordinal)))];
        GuestPrograms.Check(workloads);
        using var machine = LabHome.TakeMachine();
        foreach (var left in (await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel)).Left)
            Console.Error.WriteLine($"Left as it is: {left}");
        await platform.PrepareAsync(cancel);
        GuestSpec NewSpec() => GuestSpec.New(spec.Cpus, spec.CpuSet, spec.MemoryBytes) with { Volume = workloads.Any(w => w.Volume) };
        var instance = NewSpec();
        var ladder = new Ladder(tools.Clock, instance.Nonce);
        await using var guest = await platform.BringUpAsync(instance, ladder, cancel);
        await ladder.Work.WaitAsync(Runner.ReadyLimit, tools.Clock, cancel);
        var all = true;
        foreach (var workload in workloads)
        {
            var run = new TrialRun(guest, token => new HostPlatform(tools.Runner).ClientAsync(NewSpec(), token), tools.Clock);
            all &= await OneAsync(workload, run, json, cancel);
        }
        return all ? ExitCode.Ok : ExitCode.SomeFailed;
    }

    static async Task<bool> OneAsync(Workload workload, TrialRun run, bool json, CancellationToken cancel)
    {
        var (said, values, failure, took) = ("", (IReadOnlyList<Measurement>)[], "", 0.0);
        try
        {
            var output = await run.RunAsync(workload, cancel);
            (said, took) = (output.StandardOutput + output.StandardError, output.Elapsed.TotalSeconds);
            values = workload.Read(output.OrThrow(string.Join(' ', workload.Command)).StandardOutput);
        }
        catch (TrialException e)
        {
            failure = e.Message;
        }
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { workload.Id, workload.Command, workload.Scaled, took, output = said, values, failure }, StudyJson.Page));
        else
            Print(workload, said, values, failure, took);
        return failure.Length == 0;
    }

    static void Print(Workload workload, string said, IReadOnlyList<Measurement> values, string failure, double took)
    {
        Console.WriteLine($"── {workload.Id}: {workload.Title}\n$ {string.Join(' ', workload.Command)}\n{said.TrimEnd()}\n");
        foreach (var (metric, value) in workload.Metrics.Select(m => m.Metric).Zip(values))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {metric.Id,-28} {Format.Value(metric.Unit, value.Value),14}   ({value.Value:R} {metric.Unit})"));
        if (workload.Scaled.Length > 0) Console.WriteLine($"  {workload.Scaled}");
        Console.WriteLine(failure.Length > 0 ? $"  FAILED: {failure}\n" : string.Create(CultureInfo.InvariantCulture, $"  in {took:0.0} s\n"));
    }
}
