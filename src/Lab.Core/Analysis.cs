namespace Lab.Core;

/// <summary>One value that counts, and where it comes from.</summary>
/// <param name="Line">Line of the journal that it stands in, from 1; 0 where there is none.</param>
/// <param name="LessLine">Line of what was taken from it, where it is a difference; else 0.</param>
public sealed record Sample(Visit Visit, double Value, int Line = 0, int LessLine = 0);

/// <summary>What one metric was on one platform.</summary>
public sealed record Level(Metric Metric, string Platform, Summary Summary, IReadOnlyList<Sample> Samples)
{
    public double Median => Summary.Median;
    /// <summary>Of the median.</summary>
    public Interval Interval => Summary.Interval;
    public double Min => Summary.Min;
    public double Max => Summary.Max;
    internal IEnumerable<RoundValue> Rounds => Samples.Select(s => new RoundValue(s.Visit.Batch, s.Visit.Round, s.Value));
}

/// <summary>How one platform compares with another on a metric: differences and ratios are formed inside each round.</summary>
/// <param name="Region">Of practical equivalence, stated before the study.</param>
/// <param name="IsPrimary">True for the one comparison that was fixed before the study; all others are exploratory.</param>
public sealed record Comparison(Metric Metric, string Platform, string Against, PairedComparison Paired, PracticalEquivalence Region, Verdict Verdict, bool IsPrimary)
{
    /// <summary>NaN where a value is not above zero, so that no ratio exists.</summary>
    public double Ratio => Paired.Ratio?.Value ?? double.NaN;
    /// <summary>Of the ratio.</summary>
    public Interval Interval => Paired.Ratio?.Interval ?? new Interval(double.NaN, double.NaN, 0);
    public int Rounds => Paired.Rounds;

    /// <returns>Null if no round has both.</returns>
    public static Comparison? Of(Level platform, Level against, bool isPrimary = false)
    {
        if (PairedComparison.Of(platform.Rounds, against.Rounds) is not { } paired) return null;
        var region = PracticalEquivalence.Default(platform.Metric.Unit, against.Median);
        var verdict = Verdict.Of(paired, platform.Summary, against.Summary, platform.Metric.Better, region);
        return new Comparison(platform.Metric, platform.Platform, against.Platform, paired, region, verdict, isPrimary);
    }
}

/// <summary>Something that failed, with its place.</summary>
public sealed record Failure(Visit Visit, string Phase, string Message);

/// <summary>Something that a reader of the numbers must know.</summary>
/// <param name="Severity">warning or note.</param>
/// <param name="Next">What to check or to do; null if nothing.</param>
public sealed record Finding(string Severity, Message What, Message? Next)
{
    internal static Finding Warning(Message what, Message? next = null) => new("warning", what, next);

    internal static Finding Note(Message what, Message? next = null) => new("note", what, next);
}

/// <summary>The memory slope of a ramp, in bytes.</summary>
public sealed record Slope(string Platform, double Marginal, double First, double ResidualDeviation, IReadOnlyList<(int Instances, double Bytes)> Steps);

/// <summary>All that a report says, as data.</summary>
/// <param name="Attempts">Visits that ended and count, per platform; warm-up is not among them.</param>
/// <param name="Noise">Of each platform that the study has under two names.</param>
public sealed record AnalysisResult(
    StudyRecord Record, IReadOnlyList<Level> Levels, IReadOnlyList<Comparison> Comparisons, IReadOnlyList<Failure> Failures,
    IReadOnlyDictionary<string, int> Attempts, Claim Claim, Slope? Slope, IReadOnlyList<MetricNoise> Noise, IReadOnlyList<CertificateRow> Certificate, IReadOnlyList<Finding> Findings)
{
    readonly Dictionary<(string Metric, string Platform), Level> _levels = Levels.ToDictionary(l => (l.Metric.Id, l.Platform));

    /// <summary>The platforms in the plan's order.</summary>
    public IEnumerable<PlatformInfo> Platforms => Record.Environment.Platforms.OrderBy(p => Record.Plan.Spec.Platforms.Index().FirstOrDefault(i => i.Item == p.Id).Index);
    /// <summary>The honest name of a platform; its id where the study has none.</summary>
    public string Label(string platform) => Record.LabelOf(platform);
    public Level? Find(string metric, string platform) => _levels.GetValueOrDefault((metric, platform));
    public Comparison? Compare(string metric, string platform, string against) => Comparisons.FirstOrDefault(c => c.Metric.Id == metric && c.Platform == platform && c.Against == against);
}

static class Labels
{
    public static string LabelOf(this StudyRecord record, string platform) => record.Environment.Platforms.FirstOrDefault(p => p.Id == platform)?.Label ?? platform;

    /// <summary>The same, for a message.</summary>
    public static Recorded NameOf(this StudyRecord record, string platform) => Recorded.Label(record.LabelOf(platform));
}

/// <summary>From a study's journal to what it says. Pure: the same folder gives the same result.</summary>
public static class Analysis
{
    /// <summary>The ledger after the workloads, beside the idle one.</summary>
    public static readonly Metric ResidentAfter = new("memory.resident.after", Unit.Bytes, Better.Lower, "memory.resident again, after the workloads: what the instance holds once it has worked.");

    public static AnalysisResult Of(StudyRecord record)
    {
        var visits = EndedVisit.Of(record).Where(v => !v.Visit.Warmup).ToArray();
        var order = record.Plan.Spec.Platforms;
        var levels = Levels(record, visits);
        var comparisons = Comparisons(record, levels);
        var failures = visits.SelectMany(v => v.Failures()).Distinct().ToArray();
        var attempts = visits.CountBy(v => v.Visit.Platform).ToDictionary();
        var slope = SlopeOf(record.Journal.OfType<RampStep>());
        var certificate = Certificate.Of(
            record.Journal.OfType<Observed>().Where(o => order.Contains(o.Visit.Platform)).OrderBy(o => order.Index().First(p => p.Item == o.Visit.Platform).Index).GroupBy(o => o.Visit.Platform).ToDictionary(g => g.Key, g => g.Last().Seen),
            [.. record.Environment.Platforms.Where(p => p.Emulated).Select(p => p.Id)]);
        TrialDone[] trials = [.. visits.SelectMany(v => v.Lines).Select(l => l.Entry).OfType<TrialDone>()];
        var claim = Claim.Of(record, visits.Select(v => v.Visit), comparisons, failures, attempts);
        var noise = AaStudy.NoiseOf(levels);
        return new AnalysisResult(record, levels, comparisons, failures, attempts, claim, slope, noise, certificate,
            [.. Findings.Of(record, visits.Select(v => v.Visit), levels, comparisons, failures, certificate, claim, trials), .. AaStudy.Findings(record, noise), .. MachineFloor.Findings(record, comparisons)]);
    }

    static Level[] Levels(StudyRecord record, IReadOnlyList<EndedVisit> visits)
    {
        var samples = visits.SelectMany(v => v.Values()).ToLookup(v => (v.Key, v.Value.Visit.Platform), v => v.Value);
        var failed = visits.Where(v => v.IsFailed).Select(v => v.Visit).ToLookup(v => v.Platform);
        var found = (from metric in Metrics.All.Append(ResidentAfter).Concat(Work(record))
                     from platform in record.Plan.Spec.Platforms
                     let values = samples[(metric.Id, platform)].ToArray()
                     where values.Length > 0
                     select (metric, platform, values)).ToArray();
        return OnAllCpus.Each(found, found.Sum(f => f.values.Length), f =>
            new Level(f.metric, f.platform, Summary.Of([.. f.values.Select(v => v.Value)], failed[f.platform].Except(f.values.Select(v => v.Visit)).Count()), f.values));
    }

    static IEnumerable<Metric> Work(StudyRecord record) => record.Workloads.SelectMany(w => w.Metrics).Select(m => m.Metric);

    static Comparison[] Comparisons(StudyRecord record, IReadOnlyList<Level> levels)
    {
        var at = levels.ToDictionary(l => (l.Metric.Id, l.Platform));
        var primary = Pair.Primary(record.Plan);
        var pairs = (from metric in Metrics.Headline.Concat(Work(record))
                     from pair in Pair.Of(record.Plan)
                     let one = at.GetValueOrDefault((metric.Id, pair.Platform))
                     let other = at.GetValueOrDefault((metric.Id, pair.Against))
                     where one is not null && other is not null
                     select (one, other, isPrimary: metric == Metrics.Ready && pair == primary)).ToArray();
        return [.. OnAllCpus.Each(pairs, pairs.Sum(p => p.one.Samples.Count), p => Comparison.Of(p.one, p.other, p.isPrimary)).OfType<Comparison>()];
    }

    /// <summary>Up to and with the first that satisfies the test.</summary>
    static IEnumerable<T> TakeUntil<T>(this IEnumerable<T> items, Func<T, bool> last)
    {
        foreach (var item in items)
        {
            yield return item;
            if (last(item)) yield break;
        }
    }

    static Slope? SlopeOf(IEnumerable<RampStep> ramp)
    {
        // A resumed study may hold two ramps; the last one counts.
        var steps = ramp.Reverse().TakeUntil(s => s.Instances == 1).Reverse().ToArray();
        if (steps.Length < 2 || steps[0].Instances != 1) return null;
        var (slope, _, deviation) = Statistics.Line([.. steps.Select(s => ((double)s.Instances, s.ResidentBytes))]);
        return new Slope(steps[0].Platform, slope, steps[0].ResidentBytes, deviation, [.. steps.Select(s => (s.Instances, s.ResidentBytes))]);
    }
}
