namespace Lab.Core;

/// <summary>One value that counts, and the visit that it comes from.</summary>
public sealed record Sample(Visit Visit, double Value);

/// <summary>What one metric was on one platform.</summary>
public sealed record Level(Metric Metric, string Platform, double Median, Interval Interval, IReadOnlyList<Sample> Samples)
{
    public double Min => Samples.Min(s => s.Value);
    public double Max => Samples.Max(s => s.Value);
}

/// <summary>How one platform compares with another on a metric: the ratio formed inside each round.</summary>
public sealed record Comparison(Metric Metric, string Platform, string Against, double Ratio, Interval Interval, int Rounds);

/// <summary>Something that failed, with its place.</summary>
public sealed record Failure(Visit Visit, string Phase, string Message);

/// <summary>Something that a reader of the numbers must know.</summary>
/// <param name="Severity">warning or note.</param>
/// <param name="Next">What to check or to do; empty if nothing.</param>
public sealed record Finding(string Severity, string What, string Next);

/// <summary>The memory slope of a ramp, in bytes.</summary>
public sealed record Slope(string Platform, double Marginal, double First, double ResidualDeviation, IReadOnlyList<(int Instances, double Bytes)> Steps);

/// <summary>All that a report says, as data.</summary>
/// <param name="Attempts">Visits that began and count, per platform; warm-up is not among them.</param>
public sealed record AnalysisResult(
    StudyRecord Record, IReadOnlyList<Level> Levels, IReadOnlyList<Comparison> Comparisons, IReadOnlyList<Failure> Failures,
    IReadOnlyDictionary<string, int> Attempts, Slope? Slope, IReadOnlyList<CertificateRow> Certificate, IReadOnlyList<Finding> Findings)
{
    /// <summary>The platforms in the plan's order.</summary>
    public IEnumerable<PlatformInfo> Platforms => Record.Environment.Platforms.OrderBy(p => Record.Plan.Spec.Platforms.Index().FirstOrDefault(i => i.Item == p.Id).Index);
    /// <summary>The honest name of a platform; its id where the study has none.</summary>
    public string Label(string platform) => Record.LabelOf(platform);
    public Level? Find(string metric, string platform) => Levels.FirstOrDefault(l => l.Metric.Id == metric && l.Platform == platform);
    public Comparison? Compare(string metric, string platform, string against) => Comparisons.FirstOrDefault(c => c.Metric.Id == metric && c.Platform == platform && c.Against == against);
}

static class Labels
{
    public static string LabelOf(this StudyRecord record, string platform) => record.Environment.Platforms.FirstOrDefault(p => p.Id == platform)?.Label ?? platform;
}

/// <summary>From a study's journal to what it says. Pure: the same folder gives the same result.</summary>
public static class Analysis
{
    /// <summary>The ledger after the workloads, beside the idle one.</summary>
    public static readonly Metric ResidentAfter = new("memory.resident.after", Unit.Bytes, Better.Lower, "memory.resident again, after the workloads: what the instance holds once it has worked.");

    static readonly (string Platform, string Against)[] Pairs = [("vm", "container"), ("container", "host"), ("vm", "host"), ("container-in-vm", "vm"), ("container-in-vm", "container")];

    public static AnalysisResult Of(StudyRecord record)
    {
        var visits = Counting(record);
        var samples = visits.Values.SelectMany(Values).ToArray();
        var order = record.Plan.Spec.Platforms;
        IReadOnlyList<Metric> metrics = [.. Metrics.All, ResidentAfter, .. record.Workloads.SelectMany(w => w.Metrics).Select(m => m.Metric)];
        var levels = (from metric in metrics
                      from platform in order
                      let values = samples.Where(s => s.Metric == metric.Id && s.Visit.Platform == platform).Select(s => new Sample(s.Visit, s.Value)).ToArray()
                      where values.Length > 0
                      let numbers = values.Select(v => v.Value).ToArray()
                      select new Level(metric, platform, Statistics.Median(numbers), Statistics.MedianInterval(numbers), values)).ToArray();
        IReadOnlyList<string> compared = [.. Metrics.Headline.Select(m => m.Id), .. record.Workloads.SelectMany(w => w.Metrics).Select(m => m.Metric.Id)];
        var comparisons = compared.SelectMany(metric => Pairs.Select(p => Compare(levels, metric, p.Platform, p.Against))).OfType<Comparison>().ToArray();
        var failures = visits.SelectMany(v => v.Value.Select(Failed).OfType<Failure>()).Distinct().ToArray();
        var attempts = visits.Keys.CountBy(v => v.Platform).ToDictionary();
        var slope = SlopeOf(record.Journal.OfType<RampStep>());
        var certificate = Certificate.Of(
            record.Journal.OfType<Observed>().OrderBy(o => order.Index().First(p => p.Item == o.Visit.Platform).Index).GroupBy(o => o.Visit.Platform).ToDictionary(g => g.Key, g => g.Last().Seen),
            [.. record.Environment.Platforms.Where(p => p.Emulated).Select(p => p.Id)]);
        return new AnalysisResult(record, levels, comparisons, failures, attempts, slope, certificate, Findings.Of(record, visits.Keys, levels, comparisons, failures, certificate, [.. visits.Values.SelectMany(v => v.OfType<TrialDone>())]));
    }

    /// <summary>The entries that count: of each visit those from its last beginning on, if it ended, and no warm-up.</summary>
    static Dictionary<Visit, JournalEntry[]> Counting(StudyRecord record) =>
        record.Journal.Where(e => e.Of is { Warmup: false }).GroupBy(e => e.Of!)
            .Select(g => (Visit: g.Key, Entries: g.Reverse().TakeUntil(e => e is Begun).Reverse().ToArray()))
            .Where(g => g.Entries.Any(e => e is Ended))
            .ToDictionary(g => g.Visit, g => g.Entries);

    /// <summary>Up to and with the first that satisfies the test.</summary>
    static IEnumerable<T> TakeUntil<T>(this IEnumerable<T> items, Func<T, bool> last)
    {
        foreach (var item in items)
        {
            yield return item;
            if (last(item)) yield break;
        }
    }

    static IEnumerable<(Visit Visit, string Metric, double Value)> Values(JournalEntry[] entries)
    {
        var visit = entries[0].Of!;
        var idle = entries.OfType<FootprintTaken>().FirstOrDefault(f => f.Moment == "idle");
        var after = entries.OfType<FootprintTaken>().FirstOrDefault(f => f.Moment == "after");
        var measured = entries.SelectMany(e => e switch
        {
            LadderTaken ladder => [.. ladder.Rungs, Metrics.Harness.Of(ladder.HarnessCpuSeconds)],
            TrialDone { Outcome: Measured trial } => trial.Values,
            Ended { Outcome: Measured end } => end.Values,
            _ => [],
        });
        foreach (var m in measured.Concat(idle?.Ledger ?? []))
            yield return (visit, m.Metric, m.Value);
        if (Value(after, Metrics.Resident) is { } resident)
            yield return (visit, ResidentAfter.Id, resident);
        if (Value(after, Metrics.DiskInstance) is { } grown && Value(idle, Metrics.DiskInstance) is { } before)
            yield return (visit, Metrics.DiskGrowth.Id, grown - before);
    }

    static double? Value(FootprintTaken? footprint, Metric metric) => footprint?.Ledger.FirstOrDefault(m => m.Metric == metric.Id)?.Value;

    static Failure? Failed(JournalEntry entry) => entry switch
    {
        Ended { Outcome: Failed failed } e => new Failure(e.Visit, failed.Phase, failed.Message),
        TrialDone { Outcome: Failed failed } t => new Failure(t.Trial.Visit, failed.Phase, failed.Message),
        _ => null,
    };

    static Comparison? Compare(IReadOnlyList<Level> levels, string metric, string platform, string against)
    {
        if (levels.FirstOrDefault(l => l.Metric.Id == metric && l.Platform == platform) is not { } one || levels.FirstOrDefault(l => l.Metric.Id == metric && l.Platform == against) is not { } other)
            return null;
        var ratios = one.Samples.Join(other.Samples, s => (s.Visit.Batch, s.Visit.Round), s => (s.Visit.Batch, s.Visit.Round), (a, b) => a.Value / b.Value)
            .Where(r => double.IsFinite(r) && r > 0).ToArray();
        if (ratios.Length == 0) return null;
        var (ratio, interval) = Statistics.RatioOf(ratios);
        return new Comparison(one.Metric, platform, against, ratio, interval, ratios.Length);
    }

    static Slope? SlopeOf(IEnumerable<RampStep> ramp)
    {
        // A resumed study may hold two ramps; the last one counts.
        var steps = ramp.Reverse().TakeUntil(s => s.Instances == 1).Reverse().ToArray();
        if (steps.Length < 2) return null;
        var (slope, _, deviation) = Statistics.Line([.. steps.Select(s => ((double)s.Instances, s.ResidentBytes))]);
        return new Slope(steps[0].Platform, slope, steps[0].ResidentBytes, deviation, [.. steps.Select(s => (s.Instances, s.ResidentBytes))]);
    }
}
