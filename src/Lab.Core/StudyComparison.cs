namespace Lab.Core;

/// <summary>How a number of one study differs in another: a platform's level, or the ratio of two platforms formed inside rounds.</summary>
/// <param name="Against">Null for a platform's level.</param>
/// <param name="Before">Median with its interval, or the ratio with its own.</param>
/// <param name="Shift">Of the logarithm, from one value a batch; null where a study has too few batches or a value is not above zero.</param>
public sealed record Change(Metric Metric, string Platform, string? Against, Estimate Before, Estimate After, BatchShift? Shift, Verdict Verdict)
{
    /// <summary>As it is asked for: vm, or vm/container.</summary>
    public string Subject => Against is null ? Platform : $"{Platform}/{Against}";

    /// <summary>After / before.</summary>
    public Estimate? Ratio => Shift?.Shift.To(Math.Exp);
}

/// <summary>Two studies side by side: before and after, or two machines.</summary>
/// <param name="Changes">Of studies of one batch only ratios: a level moves from batch to batch by more than most changes, a ratio by less.</param>
public sealed record StudyComparison(AnalysisResult Before, AnalysisResult After, IReadOnlyList<Factor> Factors, IReadOnlyList<Change> Changes)
{
    /// <summary>Chance of even one false claim among all changes.</summary>
    const double Level = 0.05;

    /// <exception cref="UsageException">They have nothing in common.</exception>
    public static StudyComparison Of(AnalysisResult before, AnalysisResult after)
    {
        var severalBatches = Math.Min(before.Claim.Batches, after.Claim.Batches) >= BatchShift.LeastBatches;
        var metrics = before.Comparisons.Select(c => c.Metric).Concat(Metrics.Headline).DistinctBy(m => m.Id).Where(m => after.Levels.Any(l => l.Metric.Id == m.Id && l.Metric.Unit == m.Unit)).ToArray();
        var changes = metrics.SelectMany(m => (severalBatches ? Levels(before, after, m) : []).Concat(Ratios(before, after, m))).ToArray();
        if (changes.Length == 0)
            throw new UsageException($"{before.Record.Id} and {after.Record.Id} have no headline metric or workload in common{(severalBatches ? "" : " on two platforms")}. Compare studies of the same plan.");
        return new StudyComparison(before, after, Factor.Of(before.Record, after.Record), Adjusted(changes));
    }

    static IEnumerable<Change> Levels(AnalysisResult before, AnalysisResult after, Metric metric) =>
        from level in before.Levels
        where level.Metric.Id == metric.Id
        let other = after.Find(metric.Id, level.Platform)
        where other is not null
        select Change(metric, level.Platform, null, new Estimate(level.Median, level.Interval), new Estimate(other.Median, other.Interval),
            Logarithms(level), Logarithms(other), [level.Summary, other.Summary], level.Median);

    static IEnumerable<Change> Ratios(AnalysisResult before, AnalysisResult after, Metric metric) =>
        from one in before.Comparisons
        where one.Metric.Id == metric.Id
        let other = after.Compare(metric.Id, one.Platform, one.Against)
        where other is not null
        let ratios = (Before: one.Paired.Ratio, After: other.Paired.Ratio)
        where ratios.Before is not null && ratios.After is not null
        let levels = (Level[])[before.Find(metric.Id, one.Platform)!, before.Find(metric.Id, one.Against)!, after.Find(metric.Id, one.Platform)!, after.Find(metric.Id, one.Against)!]
        select Change(metric, one.Platform, one.Against, ratios.Before!, ratios.After!,
            LogRatios(levels[0], levels[1]), LogRatios(levels[2], levels[3]), levels.Select(l => l.Summary), levels.Min(l => l.Median));

    static Change Change(Metric metric, string platform, string? against, Estimate before, Estimate after, double[]? valuesBefore, double[]? valuesAfter, IEnumerable<Summary> summaries, double reference)
    {
        var shift = valuesBefore is null || valuesAfter is null ? null : BatchShift.Of(valuesBefore, valuesAfter);
        var region = PracticalEquivalence.Default(metric.Unit, reference);
        Verdict verdict = summaries.Any(s => s.FailureShare.Value > Verdict.MostFailures) ? new NoClaim(NoClaimReason.Failures)
            : valuesBefore is null || valuesAfter is null ? new NoClaim(NoClaimReason.NoRatio)
            : shift is null ? new NoClaim(NoClaimReason.FewBatches)
            : Verdict.Of(shift.Shift, metric.Better, region, () => new NotDistinguishable(Math.Exp(shift.MinimumDetectable) - 1, region, shift.BatchesFor(region.Log)));
        return new Change(metric, platform, against, before, after, shift, verdict);
    }

    /// <summary>Differences that do not hold after Holm's correction over all changes are not claimed.</summary>
    static Change[] Adjusted(Change[] changes)
    {
        var judged = changes.Index().Where(c => c.Item.Verdict is not NoClaim).ToArray();
        foreach (var ((place, change), p) in judged.Zip(Statistics.Holm([.. judged.Select(c => c.Item.Shift!.P)])))
            if (change.Verdict is Slower or Faster && p > Level)
                changes[place] = change with { Verdict = new NoClaim(NoClaimReason.Multiplicity) };
        return changes;
    }

    /// <summary>One value a batch; null where one is not above zero.</summary>
    static double[]? Logarithms(Level level) => level.Min <= 0 ? null : ByBatch(level.Rounds.Select(v => v with { Value = Math.Log(v.Value) }));

    static double[]? LogRatios(Level one, Level other) => one.Min <= 0 || other.Min <= 0 ? null
        : ByBatch(one.Rounds.Join(other.Rounds, v => (v.Batch, v.Round), v => (v.Batch, v.Round), (a, b) => a with { Value = Math.Log(a.Value) - Math.Log(b.Value) }));

    static double[] ByBatch(IEnumerable<RoundValue> values) => [.. values.GroupBy(v => v.Batch).Select(b => Statistics.Median([.. b.Select(v => v.Value)]))];
}
