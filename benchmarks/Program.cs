using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using Lab;
using Lab.Benchmarks;
using Lab.Core;

Type[] types = [typeof(StartupBenchmarks), typeof(LifecycleBenchmarks), typeof(RoundTripBenchmarks), typeof(WorkloadBenchmarks)];
using var interrupt = new Interrupt();
try
{
    var options = SuiteOptions.Parse(args, ConsoleLogger.Default);
    return options.Help ? Answer(options) : await Bench.RunAsync(types, options, interrupt.Token);
}
catch (UsageException e)
{
    Console.Error.WriteLine($"lab: {e.Message}");
    return ExitCode.Usage;
}
catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
{
    Console.Error.WriteLine("lab: interrupted; everything that was up is down.");
    return ExitCode.Interrupted;
}

// BenchmarkDotNet answers by itself: --list, --info, --help, --version.
int Answer(SuiteOptions options)
{
    BenchmarkSwitcher.FromTypes(types).Run(options.Words, ManualConfig.CreateEmpty().AddLogger(ConsoleLogger.Default));
    if (options.Words.Contains("--help")) Console.WriteLine($"The lab's own options:\n{SuiteOptions.Own}");
    return ExitCode.Ok;
}
