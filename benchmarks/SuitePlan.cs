using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>A benchmark method with its parameters, as BenchmarkDotNet found it.</summary>
sealed record Case(BenchmarkCase Benchmark, string Platform, Reading Reading)
{
    /// <summary>What the types hold and the filters of the configuration let through: the methods as they are declared, each on all its platforms.</summary>
    public static IReadOnlyList<Case> Find(IEnumerable<Type> types, IConfig config) =>
        [.. types.SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type, config).BenchmarksCases.Select(Read)
            .OrderBy(c => c.Benchmark.Descriptor.MethodIndex).ThenBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => PlatformBenchmarks.Platforms.Index().First(p => p.Item == c.Platform).Index))];

    static Case Read(BenchmarkCase benchmark)
    {
        object[] arguments = [.. benchmark.Parameters.Items.Where(p => p.IsArgument).Select(p => p.Value)];
        var reading = (Reading)benchmark.Descriptor.WorkloadMethod.Invoke(Activator.CreateInstance(benchmark.Descriptor.Type), BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        return new Case(benchmark, (string)benchmark.Parameters[nameof(PlatformBenchmarks.Platform)], reading);
    }

    /// <summary>Without the platform: "RoundTripBenchmarks.Exec", "WorkloadBenchmarks.Cpu xz".</summary>
    public string Name => string.Join(' ', Benchmark.Parameters.Items.Where(p => p.IsArgument).Select(p => $"{p.Value}").Prepend($"{Benchmark.Descriptor.Type.Name}.{Benchmark.Descriptor.WorkloadMethod.Name}"));
}

/// <summary>What a run of the suite does: the benchmarks that can be measured here, and the study that they are.</summary>
/// <param name="Workloads">Workloads and operations of its trials.</param>
sealed record SuitePlan(IReadOnlyList<Case> Cases, Plan Plan, IReadOnlyList<Workload> Workloads)
{
    const long MemoryBytes = 1L << 30;

    /// <param name="whyUnusable">Why a platform cannot be used here; null where it can.</param>
    /// <exception cref="UsageException">Nothing is left.</exception>
    public static SuitePlan Make(IReadOnlyList<Case> found, Rounds rounds, int seed, string command, IReadOnlyDictionary<string, IPlatform> platforms, Func<string, string?> whyUnusable)
    {
        var leftOut = new List<LeftOut>();
        var cases = new List<Case>();
        foreach (var one in found)
            if (whyUnusable(one.Platform) is { } why)
                leftOut.Add(new LeftOut(one.Platform, why));
            else if (one.Reading.Operation?.WhyNot(platforms[one.Platform]) is { } whyNot)
                leftOut.Add(new LeftOut($"{one.Name} on {one.Platform}", whyNot));
            else
                cases.Add(one);
        leftOut = [.. leftOut.Distinct()];
        if (cases.Count == 0)
            throw new UsageException($"Nothing of this can be measured here. {string.Join(" ", leftOut.Select(l => $"{l.What}: {l.Why}"))} `./run doctor` shows all that is missing.");
        var operations = cases.Select(c => c.Reading.Operation).OfType<Operation>().DistinctBy(o => o.Workload.Id).ToArray();
        var spec = new PlanSpec("benchmarks", $"BenchmarkDotNet run: {string.Join(", ", cases.Select(c => c.Benchmark.Descriptor.Type.Name).Distinct())}",
            [.. found.Select(c => c.Platform).Distinct().Where(p => leftOut.Any(l => l.What == p) || cases.Any(c => c.Platform == p))], [.. operations.Select(o => o.Workload.Id)],
            rounds.Counting, rounds.Warmup, Math.Min(2, Environment.ProcessorCount), MemoryBytes, "auto", 0)
        { Suite = command };
        var emulated = platforms.Values.Any(p => cases.Any(c => c.Platform == p.Id) && p.Label.Contains("emulated", StringComparison.Ordinal));
        return new SuitePlan(cases, Plan.Make(spec, seed, leftOut), [.. operations.Select(o => o.Run is null ? o.Workload.For(spec, emulated) : o.Workload)]);
    }

    /// <summary>All that is taken, in order: rounds as the plan has shuffled their platforms, and in each visit what comes first, the trials as the plan
    /// has shuffled them, what changes the instance, and its removal.</summary>
    public IEnumerable<(Visit Visit, Case Case)> InOrder() => Plan.Visits.SelectMany(v => Of(v).Select(c => (v, c)));

    IEnumerable<Case> Of(Visit visit)
    {
        var order = Plan.TrialsOf(visit).ToDictionary(t => t.Workload, t => t.Order);
        return Cases.Where(c => c.Platform == visit.Platform).OrderBy(c => c.Reading.Turn).ThenBy(c => c.Reading is { Turn: Turn.Work, Operation: { } operation } ? order[operation.Workload.Id] : 0);
    }
}

/// <summary>How often each benchmark is taken.</summary>
/// <param name="Counting">Rounds that count.</param>
/// <param name="Warmup">Rounds before them that are kept and not counted.</param>
sealed record Rounds(int Counting, int Warmup)
{
    /// <summary>Some six minutes for host, container and an emulated machine.</summary>
    public static readonly Rounds Usual = new(3, 1);
}
