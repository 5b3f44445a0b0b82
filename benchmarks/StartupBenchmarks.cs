using BenchmarkDotNet.Attributes;
using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>How long until an instance serves.</summary>
[BenchmarkCategory(Category.Startup)]
public class StartupBenchmarks : PlatformBenchmarks
{
    /// <summary>The headline: power-on to ready, of an instance that was just created.</summary>
    [Benchmark]
    public Reading CreateToReady() => new(Metrics.Ready, Turn.Up);

    /// <summary>What somebody waits who types the command: until the platform's own tool returns.</summary>
    [Benchmark]
    public Reading CreateToReturned() => new(Metrics.Returned, Turn.Up);

    /// <summary>Power-on to ready, of an instance that was up before.</summary>
    [Benchmark]
    public Reading StoppedToReady() => Operations.StopStart.Reading(1);

    /// <summary>The first program in an instance that has just become ready.</summary>
    [Benchmark]
    public Reading FirstExec() => Operations.FirstExec.Reading();
}
