using BenchmarkDotNet.Attributes;
using Lab.Benchmarks;
using Lab.Core;

namespace Lab.Tests.Benchmarks;

/// <summary>Benchmarks for tests of the suite alone: what every visit yields, an operation with two numbers, and one that a test can break.</summary>
public class MadeUpBenchmarks : PlatformBenchmarks
{
    /// <summary>Where the operation throws.</summary>
    public static string? ThrowsOn { get; set; }

    static readonly Operation Twice = Operation.Make("twice", "Twice", "true", Turn.Work, @"^first (?<first>\S+) s\nsecond (?<second>\S+) s$", [("first", "one"), ("second", "another")], async doing =>
    {
        await doing.RunAsync("true");
        return $"first {await doing.TimeAsync(() => doing.RunAsync("true"))} s\nsecond 2 s\n";
    });

    static readonly Operation Broken = Operation.Make("broken", "Broken", "true", Turn.First, @"^(?<time>\S+)$", [("time", "it")], async doing =>
    {
        await doing.RunAsync("true");
        var on = (await doing.Guest.RunAsync(new Command("lab-observe"), doing.Cancel)).StandardOutput;
        return ThrowsOn is { } id && on.Contains(id, StringComparison.Ordinal) ? throw new InvalidOperationException("a mistake in the benchmark") : "1";
    });

    static readonly Operation NotOnHost = Operation.Make("not-on-host", "Not on the host", "true", Turn.Change, @"^(?<time>\S+)$", [("time", "it")], _ => Task.FromResult("1"), p => p.Id == "host" ? "the host has no such thing" : null);

    [Benchmark] public Reading Ready() => new(Metrics.Ready, Turn.Up);
    [Benchmark] public Reading First() => Twice.Reading(0);
    [Benchmark] public Reading Second() => Twice.Reading(1);
    [Benchmark] public Reading Breaks() => Broken.Reading();
    [Benchmark] public Reading Elsewhere() => NotOnHost.Reading();
    [Benchmark] public Reading Remove() => new(Metrics.Teardown, Turn.Down);
}
