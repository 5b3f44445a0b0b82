using BenchmarkDotNet.Attributes;

namespace Lab.Benchmarks;

/// <summary>Categories for <c>--anyCategories</c>.</summary>
static class Category
{
    public const string Startup = "startup", Memory = "memory", Disk = "disk", Network = "network", Cpu = "cpu", Kernel = "kernel", Service = "service";
}

/// <summary>What all benchmarks have: the platform on which they run.</summary>
public abstract class PlatformBenchmarks
{
    /// <summary>A machine with Docker in it is brought up only where it is asked for: its box is built first.</summary>
    public static readonly IReadOnlyList<string> Usual = ["host", "container", "vm"];

    /// <summary>Ids of platforms of the catalogue: what --platforms says.</summary>
    public static IReadOnlyList<string> Platforms { get; set; } = Usual;

    [ParamsSource(nameof(Platforms))]
    public string Platform { get; set; } = "";
}
