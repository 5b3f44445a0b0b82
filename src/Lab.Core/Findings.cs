namespace Lab.Core;

/// <summary>What a reader must know before believing a number: labels, gaps, and values that cannot or should not be.</summary>
static class Findings
{
    /// <summary>Share of disturbed rounds above which a study is.</summary>
    const double MostDisturbed = 0.1;

    public static IReadOnlyList<Finding> Of(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons, IReadOnlyList<Failure> failures, IReadOnlyList<CertificateRow> certificate, Claim claim, IReadOnlyList<TrialDone> trials) =>
        [.. Labels(record, claim), .. Starts(record.Plan.Spec), .. Cold(record), .. Gaps(record, counting, failures), .. Disturbances(record, levels, comparisons), .. Equivalence(certificate), .. Plausibility.Of(record, trials, levels, [.. comparisons.Where(c => c.Paired.Ratio is not null)]), .. Diagnostics.Of(record, levels, comparisons), .. record.Environment.Warnings.Select(w => new Finding("note", w, ""))];

    static IEnumerable<Finding> Labels(StudyRecord record, Claim claim)
    {
        yield return new Finding(claim.Level == ClaimLevel.Study ? "note" : "warning", claim.Text, claim.Next);
        foreach (var platform in record.Environment.Platforms.Where(p => p.Emulated))
            yield return new Finding("warning",
                $"SOFTWARE EMULATION: the numbers of {platform.Label} describe QEMU's emulation on this CPU. They say nothing about hypervisor overhead. With KVM, startup and CPU results would change entirely; image, layers, disk and guest RAM would not.",
                "Run the same plan on a machine where `./run doctor` finds KVM hardware-assisted.");
    }

    static IEnumerable<Finding> Starts(PlanSpec plan)
    {
        if (plan.Starts > 1)
            yield return new Finding("note", $"Each visit brought its instance up {plan.Starts} times; its startup is their mean. Everything else is of the last instance.", "");
    }

    /// <summary>Every visit runs every workload, so the next one begins with what the last one left of the host's page cache.</summary>
    static IEnumerable<Finding> Cold(StudyRecord record) => record.Plan.Spec.ColdCaches
        ? [new Finding("note", "The page caches were dropped before every start, so startup here is cold: programs, images and disks are read from the disk, on every platform alike.", "")]
        : record.Workloads.Where(w => w.DropCaches).Take(1)
        .Select(w => new Finding("note", $"{w.Id} drops the page caches in every visit, so what starts after it starts from disk: startup here is that of cold caches, on every platform alike.", "A plan without it, as quick, shows warm startup."));

    static IEnumerable<Finding> Gaps(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Failure> failures)
    {
        foreach (var left in record.Plan.LeftOut)
            yield return new Finding("note", $"{left.What} was left out: {left.Why}", "");
        var planned = record.Plan.Visits.Where(v => !v.Warmup).ToArray();
        var missing = planned.Except(counting).Count();
        var stopped = record.Journal.OfType<Stopped>().FirstOrDefault();
        if (stopped is { Reason: StopReason.PrecisionReached })
            yield return new Finding("note", $"The study ended after {counting.Select(v => (v.Batch, v.Round)).Distinct().Count()} of at most {planned.Select(v => (v.Batch, v.Round)).Distinct().Count()} rounds, because the primary ratio was known to ± {100 * stopped.HalfWidth:0.0} %, which its plan calls enough.", "");
        else if (stopped is { Reason: StopReason.Budget })
            yield return new Finding("warning", $"The time ran out after {counting.Select(v => (v.Batch, v.Round)).Distinct().Count()} of {planned.Select(v => (v.Batch, v.Round)).Distinct().Count()} rounds.", "Give more --budget, or leave a platform out.");
        else if (stopped is not null)
            yield return new Finding("warning", $"The precision that the plan asks for was not reached: all rounds were run, and the primary ratio is {(stopped.HalfWidth is { } width ? $"known to ± {100 * width:0.0} %" : "not known, for there are fewer rounds than an interval needs")}.", "More rounds narrow it as their square root; where batches differ, only more batches do.");
        if (missing > 0 && stopped is null)
            yield return new Finding("warning", $"{missing} of {planned.Length} planned visits did not end.", "`./run study --resume FOLDER` goes on with them.");
        if (failures.Count > 0)
            yield return new Finding("warning", $"{failures.Count} failures; medians are of what succeeded.", "See Failures below, and raw/.");
        if (record.Journal.OfType<RampEnded>().LastOrDefault() is { Outcome: Failed ramp })
            yield return new Finding("warning", $"The memory ramp failed: {ramp.Message}", "memory.marginal is of the steps before. `./run study --resume FOLDER` takes the ramp again.");
        var interrupted = record.Journal.Where(e => e.Of is not null).GroupBy(e => e.Of).Sum(g => Math.Max(0, g.Count(e => e is Begun) - 1));
        if (interrupted > 0)
            yield return new Finding("note", $"{interrupted} interrupted beginnings of visits stay in the journal, outside the analysis.", "");
        if (record.UnreadableLines.Count > 0)
            yield return new Finding("warning", $"{record.UnreadableLines.Count} lines of the journal cannot be read (line {string.Join(", ", record.UnreadableLines.Take(5))}).", "A torn last line is what a kill leaves; anything else means that the file was changed.");
    }

    /// <summary>Rounds before which the host was not as it was: they count, and the conclusion is said without them too.</summary>
    static IEnumerable<Finding> Disturbances(StudyRecord record, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons)
    {
        var rounds = record.Plan.Visits.Select(v => v.Batch).Distinct().SelectMany(b => Sentinel.Disturbed(record.Journal, b, record.Plan.Spec.Warmup).Select(r => (Batch: b, Round: r))).ToHashSet();
        if (rounds.Count == 0) yield break;
        var share = (double)rounds.Count / record.Plan.Visits.Where(v => !v.Warmup).Select(v => (v.Batch, v.Round)).Distinct().Count();
        var without = comparisons.FirstOrDefault(c => c.IsPrimary) is { } primary ? Without(primary, levels, rounds) : "";
        yield return new Finding(share > MostDisturbed ? "warning" : "note",
            $"{rounds.Count} rounds were disturbed: fixed work on the host took longer or shorter than usual before them ({string.Join(", ", rounds.Take(5).Select(r => $"batch {r.Batch} round {r.Round}"))}{(rounds.Count > 5 ? ", …" : "")}). They count, and were run again at the end.{without}",
            share > MostDisturbed ? "Look what else ran on this machine, and repeat the study." : "");
    }

    static string Without(Comparison primary, IReadOnlyList<Level> levels, HashSet<(int, int)> rounds)
    {
        IEnumerable<RoundValue> Rest(string platform) => levels.Where(l => l.Metric == primary.Metric && l.Platform == platform).SelectMany(l => l.Rounds).Where(r => !rounds.Contains((r.Batch, r.Round)));
        return PairedComparison.Of(Rest(primary.Platform), Rest(primary.Against))?.Ratio is { } ratio
            ? $" Without them the primary ratio is {ratio.Value:0.00} ({ratio.Interval.Low:0.00} to {ratio.Interval.High:0.00}) instead of {primary.Ratio:0.00} ({primary.Interval.Low:0.00} to {primary.Interval.High:0.00})."
            : "";
    }

    static IEnumerable<Finding> Equivalence(IReadOnlyList<CertificateRow> certificate)
    {
        foreach (var row in certificate.Where(r => r.Sameness == Sameness.Confounding))
            yield return new Finding("warning", $"The platforms differ in {row.What}. {row.Why}.", "A difference between them may be this one: make it the same, or say so beside the numbers.");
    }
}
