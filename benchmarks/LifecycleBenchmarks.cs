using BenchmarkDotNet.Attributes;
using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>What is done with whole instances.</summary>
public class LifecycleBenchmarks : PlatformBenchmarks
{
    [Benchmark]
    public Reading Create() => new(Metrics.Define, Turn.Up);

    [Benchmark]
    public Reading Pause() => Operations.PauseResume.Reading(0);

    [Benchmark]
    public Reading Resume() => Operations.PauseResume.Reading(1);

    [Benchmark]
    public Reading Stop() => Operations.StopStart.Reading(0);

    /// <summary>Of an instance that is running.</summary>
    [Benchmark]
    public Reading Remove() => new(Metrics.Teardown, Turn.Down);
}
