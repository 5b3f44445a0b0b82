namespace Lab.Core;

/// <summary>What a reader must know before believing a number: labels, gaps, and values that cannot or should not be.</summary>
static class Findings
{
    /// <summary>Share of disturbed rounds above which a study is.</summary>
    const double MostDisturbed = 0.1;

    public static IReadOnlyList<Finding> Of(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons, IReadOnlyList<Failure> failures, IReadOnlyList<CertificateRow> certificate, Claim claim, IReadOnlyList<TrialDone> trials) =>
        [.. Labels(record, claim), .. Suite(record.Plan.Spec), .. Starts(record.Plan.Spec), .. Cold(record), .. Gaps(record, counting, failures), .. Disturbances(record, levels, comparisons), .. Equivalence(certificate), .. Plausibility.Of(record, trials, levels, [.. comparisons.Where(c => c.Paired.Ratio is not null)]), .. Diagnostics.Of(record, levels, comparisons),
            .. record.Environment.Warnings.Select(w => Finding.Note(new("finding.recorded", ("text", new Recorded("warning", w)))))];

    static IEnumerable<Finding> Labels(StudyRecord record, Claim claim)
    {
        yield return new Finding(claim.Level == ClaimLevel.Study ? "note" : "warning", claim.Meaning, claim.Next);
        foreach (var platform in record.Environment.Platforms.Where(p => p.Emulated))
            yield return Finding.Warning(new("finding.emulated", ("platform", Recorded.Label(platform.Label))), new("finding.emulated.next"));
    }

    static IEnumerable<Finding> Suite(PlanSpec plan)
    {
        if (plan.Suite is not null)
            yield return Finding.Note(new("finding.suite"));
    }

    static IEnumerable<Finding> Starts(PlanSpec plan)
    {
        if (plan.Starts > 1)
            yield return Finding.Note(new("finding.starts", ("count", plan.Starts)));
    }

    /// <summary>Every visit runs every workload, so the next one begins with what the last one left of the host's page cache.</summary>
    static IEnumerable<Finding> Cold(StudyRecord record) => record.Plan.Spec.ColdCaches
        ? [Finding.Note(new("finding.cold"))]
        : record.Workloads.Where(w => w.DropCaches).Take(1).Select(w => Finding.Note(new("finding.cold-by-workload", ("workload", w.Id)), new("finding.cold-by-workload.next")));

    static IEnumerable<Finding> Gaps(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Failure> failures)
    {
        foreach (var left in record.Plan.LeftOut)
            yield return Finding.Note(new("finding.left-out", ("platform", left.What), ("why", new Recorded("left-out", left.Why))));
        var planned = record.Plan.Visits.Where(v => !v.Warmup).ToArray();
        var missing = planned.Except(counting).Count();
        var stopped = record.Journal.OfType<Stopped>().FirstOrDefault();
        if (stopped is not null)
            yield return Ending(stopped, Rounds(counting), Rounds(planned));
        if (missing > 0 && stopped is null)
            yield return Finding.Warning(new("finding.visits-missing", ("missing", missing), ("planned", planned.Length)), record.Plan.Spec.Suite is { } suite ? new("finding.visits-missing.suite", ("suite", new Code(suite))) : new("finding.visits-missing.next"));
        if (failures.Count > 0)
            yield return Finding.Warning(Message.Counted("finding.failures", failures.Count), new("finding.failures.next"));
        if (record.Journal.OfType<RampEnded>().LastOrDefault() is { Outcome: Failed ramp })
            yield return Finding.Warning(new("finding.ramp-failed", ("message", ramp.Message)), new("finding.ramp-failed.next"));
        var interrupted = record.Journal.OfType<Begun>().CountBy(b => b.Visit).Sum(b => b.Value - 1);
        if (interrupted > 0)
            yield return Finding.Note(Message.Counted("finding.interrupted", interrupted));
        if (record.UnreadableLines.Count > 0)
            yield return Finding.Warning(Message.Counted("finding.unreadable", record.UnreadableLines.Count, ("lines", record.UnreadableLines.Take(5).Select(l => new Fixed(l, 0)))), new("finding.unreadable.next"));
    }

    /// <summary>Why the study ended when it did.</summary>
    static Finding Ending(Stopped stopped, int rounds, int planned) => stopped switch
    {
        { Reason: StopReason.PrecisionReached } => Finding.Note(new("finding.precise", ("rounds", rounds), ("planned", planned), ("precision", new Share(stopped.HalfWidth ?? double.NaN)))),
        { Reason: StopReason.Budget } => Finding.Warning(new("finding.budget", ("rounds", rounds), ("planned", planned)), new("finding.budget.next")),
        { HalfWidth: { } width } => Finding.Warning(new("finding.imprecise", ("precision", new Share(width))), new("finding.imprecise.next")),
        _ => Finding.Warning(new("finding.imprecise-unknown"), new("finding.imprecise.next")),
    };

    static int Rounds(IEnumerable<Visit> visits) => visits.Select(v => (v.Batch, v.Round)).Distinct().Count();

    /// <summary>Rounds before which the host was not as it was: they count, and the conclusion is said without them too.</summary>
    static IEnumerable<Finding> Disturbances(StudyRecord record, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons)
    {
        const int Most = 5;
        var rounds = record.Plan.Visits.Select(v => v.Batch).Distinct().SelectMany(b => Sentinel.Disturbed(record.Journal, b, record.Plan.Spec.Warmup).Select(r => (Batch: b, Round: r))).ToHashSet();
        if (rounds.Count == 0) yield break;
        var isMuch = (double)rounds.Count / Rounds(record.Plan.Visits.Where(v => !v.Warmup)) > MostDisturbed;
        (string, object) which = ("which", rounds.Take(Most).Select(r => (object)new Message("finding.disturbed.round", ("batch", r.Batch), ("round", r.Round))).Concat(rounds.Count > Most ? ["…"] : []));
        var what = comparisons.FirstOrDefault(c => c.IsPrimary) is { } primary && Without(primary, levels, rounds) is { } without
            ? Message.Counted("finding.disturbed-ratio", rounds.Count, which,
                ("without", TwoDecimals(without.Value)), ("without-low", TwoDecimals(without.Interval.Low)), ("without-high", TwoDecimals(without.Interval.High)),
                ("ratio", TwoDecimals(primary.Ratio)), ("low", TwoDecimals(primary.Interval.Low)), ("high", TwoDecimals(primary.Interval.High)))
            : Message.Counted("finding.disturbed", rounds.Count, which);
        yield return isMuch ? Finding.Warning(what, new("finding.disturbed.next")) : Finding.Note(what);
    }

    static Fixed TwoDecimals(double value) => new(value, 2);

    /// <summary>The primary ratio of the other rounds.</summary>
    static Estimate? Without(Comparison primary, IReadOnlyList<Level> levels, HashSet<(int, int)> rounds)
    {
        IEnumerable<RoundValue> Rest(string platform) => levels.Where(l => l.Metric == primary.Metric && l.Platform == platform).SelectMany(l => l.Rounds).Where(r => !rounds.Contains((r.Batch, r.Round)));
        return PairedComparison.Of(Rest(primary.Platform), Rest(primary.Against))?.Ratio;
    }

    static IEnumerable<Finding> Equivalence(IReadOnlyList<CertificateRow> certificate) =>
        from row in certificate
        from platform in row.By
        where platform.Value == Sameness.Confounding
        select Finding.Warning(new("finding.confounding", ("property", row.Name), ("platform", platform.Key), ("why", row.Why[platform.Key])), new("finding.confounding.next"));
}
