namespace Lab.Core;

/// <summary>Signs that the rounds were not what an interval takes them for: independent, steady, and the same wherever a visit stands. Looked for on the
/// headline metrics and those of the workloads; said only where the size matters, which is the region of practical equivalence.</summary>
static class Diagnostics
{
    public static IEnumerable<Finding> Of(StudyRecord record, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons)
    {
        var primary = comparisons.FirstOrDefault(c => c.IsPrimary);
        var ofRatios = OnAllCpus.Each(comparisons, comparisons.Sum(c => c.Rounds), c => OfRatio(c, record).Select(f => new Finding(c.IsPrimary ? "warning" : "note", f.What, f.Next)).ToArray());
        var judged = comparisons.Select(c => c.Metric.Id).ToHashSet();
        var before = GroupEffect.Predecessors(record.Plan.Visits);
        Level[] ofJudged = [.. levels.Where(l => judged.Contains(l.Metric.Id))];
        var ofLevels = OnAllCpus.Each(ofJudged, ofJudged.Sum(l => l.Samples.Count), l => OfLevel(l, before, record)
            .Select(f => new Finding(l.Metric == primary?.Metric && (l.Platform == primary.Platform || l.Platform == primary.Against) ? "warning" : "note", f.What, f.Next)).ToArray());
        return [.. ofRatios.Concat(ofLevels).SelectMany(f => f)];
    }

    static IEnumerable<(Message What, Message Next)> OfRatio(Comparison comparison, StudyRecord record)
    {
        if (comparison.Paired.LogRatio is not { } effect || effect.Rounds < Statistics.LeastForInterval) yield break;
        (string, object)[] of = [("metric", comparison.Metric.Id), ("platform", record.NameOf(comparison.Platform)), ("against", record.NameOf(comparison.Against))];
        if (effect.Autocorrelation is { Flag: true, First: > 0 } found)
            yield return (new("finding.autocorrelated", [.. of, ("correlation", new Fixed(found.First, 2)), ("rounds", found.Rounds), ("effective", found.EffectiveRounds)]),
                new("finding.autocorrelated.next", ("widening", new Fixed(found.Widening, 1))));
        var series = comparison.Paired.LogRatios;
        if (Trend.Of(series) is { Flag: true, PerRound: var slope } && Math.Abs(slope.Value) * (series.Count - 1) > comparison.Region.Log)
            yield return (new(slope.Value > 0 ? "finding.ratio-grows" : "finding.ratio-falls", [.. of, ("by", Share.OfLog(Math.Abs(slope.Value))), ("whole", Share.OfLog(Math.Abs(slope.Value) * (series.Count - 1)))]), new("finding.ratio-drifts.next"));
    }

    static IEnumerable<(Message What, Message Next)> OfLevel(Level level, IReadOnlyDictionary<Visit, string> predecessors, StudyRecord record)
    {
        var region = PracticalEquivalence.Default(level.Metric.Unit, level.Median);
        (string, object)[] of = [("metric", level.Metric.Id), ("platform", record.NameOf(level.Platform))];
        if (GroupEffect.OfOrder(level.Samples) is { Flag: true } order && Spread(order, region) is var (first, last, by))
            yield return (new("finding.order", [.. of, ("by", Share.OfLog(by)), ("high", last), ("low", first)]), new("finding.order.next"));
        if (GroupEffect.OfPredecessor(level.Samples, predecessors) is { Flag: true } before && Spread(before, region) is var (low, high, more))
            yield return (new("finding.predecessor", [.. of, ("by", Share.OfLog(more)), ("high", record.NameOf(high)), ("low", record.NameOf(low))]), new("finding.predecessor.next", ("high", record.NameOf(high))));
        double[] values = [.. level.Samples.Select(s => s.Value)];
        if (Modality.Of(values) is { Flag: true } modes && values.All(v => v > 0)
            && Math.Log(Statistics.Median([.. values.Where(v => v > modes.Split)]) / Statistics.Median([.. values.Where(v => v <= modes.Split)])) is var apart && apart > region.Log)
            yield return (new("finding.modes", [.. of, ("share", new Share(modes.ShareAbove)), ("apart", Share.OfLog(apart))]), new("finding.modes.next"));
    }

    /// <summary>The groups of the lowest and the highest median, if they lie further apart than matters; on the logarithmic scale.</summary>
    static (string Low, string High, double By)? Spread(GroupEffect effect, PracticalEquivalence region)
    {
        var (low, high) = (effect.Medians.MinBy(m => m.Value), effect.Medians.MaxBy(m => m.Value));
        return low.Value > 0 && Math.Log(high.Value / low.Value) is var by && by > region.Log ? (low.Key, high.Key, by) : null;
    }
}
