using BenchmarkDotNet.Attributes;
using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>Each workload of the catalogue. The time is that of its command; what it measures stands in the column Result.</summary>
public class WorkloadBenchmarks : PlatformBenchmarks
{
    static readonly IReadOnlyDictionary<string, Workload> All = Catalogue.ReadWorkloads();

    public static IEnumerable<string> OfCpu => Of(WorkloadKind.Cpu);
    public static IEnumerable<string> OfMemory => Of(WorkloadKind.Memory);
    public static IEnumerable<string> OfKernel => Of(WorkloadKind.Kernel);
    public static IEnumerable<string> OfDisk => Of(WorkloadKind.Disk);
    public static IEnumerable<string> OfNetwork => Of(WorkloadKind.Network);
    public static IEnumerable<string> OfService => Of(WorkloadKind.Service);

    [Benchmark, BenchmarkCategory(Category.Cpu), ArgumentsSource(nameof(OfCpu))]
    public Reading Cpu(string workload) => Read(workload);

    [Benchmark, BenchmarkCategory(Category.Memory), ArgumentsSource(nameof(OfMemory))]
    public Reading Memory(string workload) => Read(workload);

    [Benchmark, BenchmarkCategory(Category.Kernel), ArgumentsSource(nameof(OfKernel))]
    public Reading Kernel(string workload) => Read(workload);

    [Benchmark, BenchmarkCategory(Category.Disk), ArgumentsSource(nameof(OfDisk))]
    public Reading Disk(string workload) => Read(workload);

    [Benchmark, BenchmarkCategory(Category.Network), ArgumentsSource(nameof(OfNetwork))]
    public Reading Network(string workload) => Read(workload);

    [Benchmark, BenchmarkCategory(Category.Service), ArgumentsSource(nameof(OfService))]
    public Reading Service(string workload) => Read(workload);

    static IEnumerable<string> Of(WorkloadKind kind) => All.Values.Where(w => w.Kind == kind).Select(w => w.Id);

    static Reading Read(string workload) => Operation.Of(All[workload]).Reading();
}
