using System.Globalization;

namespace Lab.Core;

/// <summary>Signs that the rounds were not what an interval takes them for: independent, steady, and the same wherever a visit stands. Looked for on the
/// headline metrics and those of the workloads; said only where the size matters, which is the region of practical equivalence.</summary>
static class Diagnostics
{
    public static IEnumerable<Finding> Of(StudyRecord record, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons)
    {
        var at = levels.ToDictionary(l => (l.Metric.Id, l.Platform));
        var primary = comparisons.FirstOrDefault(c => c.IsPrimary);
        foreach (var comparison in comparisons)
            foreach (var (what, next) in OfRatio(comparison, at[(comparison.Metric.Id, comparison.Platform)], at[(comparison.Metric.Id, comparison.Against)]))
                yield return new Finding(comparison.IsPrimary ? "warning" : "note", $"{comparison.Metric.Id}, {record.LabelOf(comparison.Platform)} against {record.LabelOf(comparison.Against)}: {what}", next);
        var judged = comparisons.Select(c => c.Metric.Id).ToHashSet();
        foreach (var level in levels.Where(l => judged.Contains(l.Metric.Id)))
            foreach (var (what, next) in OfLevel(level, record))
                yield return new Finding(level.Metric == primary?.Metric && (level.Platform == primary.Platform || level.Platform == primary.Against) ? "warning" : "note",
                    $"{level.Metric.Id} of {record.LabelOf(level.Platform)} {what}", next);
    }

    static IEnumerable<(string What, string Next)> OfRatio(Comparison comparison, Level one, Level other)
    {
        if (comparison.Paired.LogRatio is not { } effect || effect.Rounds < Statistics.LeastForInterval) yield break;
        if (effect.Autocorrelation is { Flag: true, First: > 0 } found)
            yield return (Text($"each round resembles the one before (autocorrelation {found.First:0.00}), so {found.Rounds} rounds say as much as {found.EffectiveRounds:0.#} independent ones."),
                Text($"The interval is widened to {found.Widening:0.0} times for it. Several batches tell more than more rounds."));
        double[] series = [.. one.Samples.Join(other.Samples, Round, Round, (a, b) => (Round: Round(a), Value: Math.Log(a.Value) - Math.Log(b.Value))).OrderBy(r => r.Round).Select(r => r.Value)];
        if (Trend.Of(series) is { Flag: true, PerRound: var slope } && Math.Abs(slope.Value) * (series.Length - 1) > comparison.Region.Log)
            yield return ($"the ratio {(slope.Value > 0 ? "grows" : "falls")} by {Share(Math.Abs(slope.Value))} a round, {Share(Math.Abs(slope.Value) * (series.Length - 1))} over the study.",
                "Something fills up, warms up or slows down on one side: look at disk, memory and temperature, and repeat the study before using this ratio.");
    }

    static IEnumerable<(string What, string Next)> OfLevel(Level level, StudyRecord record)
    {
        var region = PracticalEquivalence.Default(level.Metric.Unit, level.Median);
        if (GroupEffect.OfOrder(level.Samples) is { Flag: true } order && Spread(order, region) is var (first, last, by))
            yield return ($"depends on the place in the round: it is {Share(by)} higher as number {last} than as number {first}.",
                "The order is shuffled, so ratios stay fair; but let more time pass between visits, and look at what the earlier ones leave running.");
        if (GroupEffect.OfPredecessor(level.Samples, record.Plan.Visits) is { Flag: true } before && Spread(before, region) is var (low, high, more))
            yield return ($"depends on what was visited just before: it is {Share(more)} higher after {record.LabelOf(high)} than after {record.LabelOf(low)}.",
                $"What {record.LabelOf(high)} leaves behind reaches the next visit: let more time pass between visits.");
        double[] values = [.. level.Samples.Select(s => s.Value)];
        if (Modality.Of(values) is { Flag: true } modes && values.All(v => v > 0)
            && Math.Log(Statistics.Median([.. values.Where(v => v > modes.Split)]) / Statistics.Median([.. values.Where(v => v <= modes.Split)])) is var apart && apart > region.Log)
            yield return ($"has two modes: {Share(Math.Log(1 + modes.ShareAbove))} of the values lie {Share(apart)} above the others, median to median.",
                "The median stands for the larger group alone. Look in the journal and in raw/ for what the two groups differ in.");
    }

    /// <summary>The groups of the lowest and the highest median, if they lie further apart than matters; on the logarithmic scale.</summary>
    static (string Low, string High, double By)? Spread(GroupEffect effect, PracticalEquivalence region)
    {
        var (low, high) = (effect.Medians.MinBy(m => m.Value), effect.Medians.MaxBy(m => m.Value));
        return low.Value > 0 && Math.Log(high.Value / low.Value) is var by && by > region.Log ? (low.Key, high.Key, by) : null;
    }

    static (int Batch, int Round) Round(Sample sample) => (sample.Visit.Batch, sample.Visit.Round);

    /// <summary>A logarithm as a percentage.</summary>
    static string Share(double logarithm) => Text($"{(Math.Exp(logarithm) - 1) * 100:0.#} %");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
