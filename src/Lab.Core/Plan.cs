namespace Lab.Core;

/// <summary>What a study does, as its author wrote it. Written to <c>plan.json</c> before anything runs.</summary>
/// <param name="Id">Kebab-case name.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Platforms">Platform ids; each round visits every one once.</param>
/// <param name="Workloads">Workload ids; run in shuffled order on every visit.</param>
/// <param name="Rounds">Rounds that count, at least 1.</param>
/// <param name="Warmup">Rounds before them that are kept but not analysed.</param>
/// <param name="Cpus">CPUs of every instance, from the first of the machine.</param>
/// <param name="MemoryBytes">Memory limit of every instance.</param>
/// <param name="Accelerator">auto, kvm or tcg.</param>
/// <param name="Ramp">Container instances up at once at the end of the study, for the memory slope; 0 for none.</param>
public sealed record PlanSpec(
    string Id, string Title, IReadOnlyList<string> Platforms, IReadOnlyList<string> Workloads,
    int Rounds, int Warmup, int Cpus, long MemoryBytes, string Accelerator, int Ramp)
{
    public const int DefaultTrialSeconds = 3;

    /// <summary>How long a trial that is timed by the clock runs.</summary>
    public int TrialSeconds { get; init; } = DefaultTrialSeconds;

    /// <summary>CPUs by number, as in cpuset.</summary>
    public string CpuSet => Cpus == 1 ? "0" : $"0-{Cpus - 1}";
}

/// <summary>A platform or workload that the plan names and that cannot run here, with the reason.</summary>
public sealed record LeftOut(string What, string Why);

/// <summary>A planned study: the whole order of visits and trials, fixed before the first of them begins.</summary>
public sealed record Plan(PlanSpec Spec, int Seed, IReadOnlyList<Visit> Visits, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>Rounds of every platform once, each in an order shuffled by the seed.</summary>
    public static Plan Make(PlanSpec spec, int seed, IReadOnlyList<LeftOut> leftOut)
    {
        var platforms = spec.Platforms.Where(p => leftOut.All(l => l.What != p)).ToArray();
        var visits = Enumerable.Range(1, spec.Warmup + spec.Rounds)
            .SelectMany(round => Shuffled(platforms, seed, $"round {round}")
                .Select((platform, order) => new Visit(1, round, order + 1, platform, round <= spec.Warmup)))
            .ToArray();
        return new Plan(spec, seed, visits, leftOut);
    }

    /// <summary>The trials of one visit, in an order shuffled by the seed.</summary>
    public IReadOnlyList<Trial> TrialsOf(Visit visit) =>
        [.. Shuffled(Spec.Workloads.Where(w => LeftOut.All(l => l.What != w)), Seed, $"trials {visit.Batch} {visit.Round} {visit.Platform}")
            .Select((workload, order) => new Trial(visit, order + 1, workload))];

    /// <summary>Fisher-Yates over a generator of our own (SplitMix64), because the framework's seeded one may change between versions
    /// and a recorded seed must give the same order for ever.</summary>
    static T[] Shuffled<T>(IEnumerable<T> items, int seed, string purpose)
    {
        var result = items.ToArray();
        var state = purpose.Aggregate((ulong)(uint)seed ^ 0xcbf29ce484222325, (h, c) => (h ^ c) * 0x100000001b3);
        for (var i = result.Length - 1; i > 0; i--)
        {
            state += 0x9e3779b97f4a7c15;
            var z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            var j = (int)((z ^ (z >> 31)) % (ulong)(i + 1));
            (result[i], result[j]) = (result[j], result[i]);
        }
        return result;
    }
}
