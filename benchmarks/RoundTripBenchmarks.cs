using BenchmarkDotNet.Attributes;

namespace Lab.Benchmarks;

/// <summary>How far away an instance is.</summary>
public class RoundTripBenchmarks : PlatformBenchmarks
{
    [Benchmark, BenchmarkCategory(Category.Network)]
    public Reading HttpRequest() => Operations.HttpRequest.Reading();

    [Benchmark, BenchmarkCategory(Category.Cpu)]
    public Reading Exec() => Operations.Exec.Reading();

    [Benchmark, BenchmarkCategory(Category.Disk)]
    public Reading Copy1MiB() => Operations.Copy1.Reading();

    [Benchmark, BenchmarkCategory(Category.Disk)]
    public Reading Copy100MiB() => Operations.Copy100.Reading();
}
