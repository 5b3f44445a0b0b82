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

    /// <summary>How often each visit brings its instance up and down; its startup is the mean, everything else is of the last.</summary>
    public int Starts { get; init; } = 1;

    /// <summary>Page caches are dropped before each instance is brought up.</summary>
    public bool ColdCaches { get; init; }

    /// <summary>Minutes after which no further round begins; null for no such limit.</summary>
    public double? BudgetMinutes { get; init; }

    /// <summary>Batches of so many rounds each; every batch begins with fresh daemons.</summary>
    public int Batches { get; init; } = 1;

    /// <summary>How many instances are brought up at once, by platform; none where nothing is said.</summary>
    public IReadOnlyList<DensityPlan> Density { get; init; } = [];

    /// <summary>When fewer rounds are enough; null where all are run.</summary>
    public StoppingRule? Stopping { get; init; }

    /// <summary>The command that ran it, where it is a run of the BenchmarkDotNet suite; null for a study.</summary>
    public string? Suite { get; init; }

    /// <summary>The same with another number of batches, for the stopping rule too.</summary>
    public PlanSpec In(int batches) => this with { Batches = batches, Stopping = Stopping is null ? null : Stopping with { Batches = batches, Maximum = Rounds * batches } };

    /// <summary>The same with another number of rounds in each batch, for the stopping rule too.</summary>
    public PlanSpec Of(int rounds) => this with { Rounds = rounds, Stopping = Stopping is null ? null : Stopping with { Maximum = rounds * Batches } };

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
        var plan = new Plan(spec, seed, [], leftOut);
        return plan with
        {
            Visits = [.. Enumerable.Range(1, spec.Batches).SelectMany(batch => Enumerable.Range(1, spec.Warmup + spec.Rounds).SelectMany(round => plan.RoundOf(batch, round, 0)))],
        };
    }

    IEnumerable<Visit> RoundOf(int batch, int round, int repeatOf) =>
        Shuffled(Spec.Platforms.Where(p => LeftOut.All(l => l.What != p)), Seed, batch == 1 ? $"round {round}" : $"batch {batch} round {round}")
            .Select((platform, order) => new Visit(batch, round, order + 1, platform, repeatOf == 0 && round <= Spec.Warmup) { RepeatOf = repeatOf });

    /// <summary>The visits of rounds that are run again, numbered after the last of the batch.</summary>
    public IEnumerable<IReadOnlyList<Visit>> Again(int batch, IEnumerable<int> rounds) =>
        rounds.Select((round, i) => (IReadOnlyList<Visit>)[.. RoundOf(batch, Spec.Warmup + Spec.Rounds + 1 + i, round)]);

    /// <summary>The in-round logarithms of the primary ratio in a journal, for the stopping rule.</summary>
    public IEnumerable<RoundValue> LogRatios(IReadOnlyList<JournalEntry> journal)
    {
        if (Pair.Primary(this) is not { } pair) return [];
        var ended = journal.OfType<Ended>().Where(e => e.Outcome is Measured && !e.Visit.Warmup).Select(e => e.Visit).ToHashSet();
        Dictionary<(int, int), double> Ready(string platform) => journal.OfType<LadderTaken>().Where(l => l.Visit.Platform == platform && ended.Contains(l.Visit))
            .GroupBy(l => (l.Visit.Batch, l.Visit.Round)).ToDictionary(g => g.Key, g => g.Last().Means().Find(Metrics.Ready.Id) ?? double.NaN);
        var against = Ready(pair.Against);
        return [.. Ready(pair.Platform).Where(p => against.ContainsKey(p.Key)).Select(p => new RoundValue(p.Key.Item1, p.Key.Item2, Math.Log(p.Value / against[p.Key]))).Where(r => double.IsFinite(r.Value))];
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
