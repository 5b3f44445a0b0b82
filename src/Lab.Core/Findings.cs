namespace Lab.Core;

/// <summary>What a reader must know before believing a number: labels, gaps, and values that cannot or should not be.</summary>
static class Findings
{
    public static IReadOnlyList<Finding> Of(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons, IReadOnlyList<Failure> failures, IReadOnlyList<CertificateRow> certificate, Claim claim, IReadOnlyList<TrialDone> trials) =>
        [.. Labels(record, claim), .. Gaps(record, counting, failures), .. Equivalence(certificate), .. Plausibility.Of(record, trials, levels, [.. comparisons.Where(c => c.Paired.Ratio is not null)]), .. Diagnostics.Of(record, levels, comparisons), .. record.Environment.Warnings.Select(w => new Finding("note", w, ""))];

    static IEnumerable<Finding> Labels(StudyRecord record, Claim claim)
    {
        yield return new Finding(claim.Level == ClaimLevel.Study ? "note" : "warning", claim.Text, claim.Next);
        foreach (var platform in record.Environment.Platforms.Where(p => p.Emulated))
            yield return new Finding("warning",
                $"SOFTWARE EMULATION: the numbers of {platform.Label} describe QEMU's emulation on this CPU. They say nothing about hypervisor overhead. With KVM, startup and CPU results would change entirely; image, layers, disk and guest RAM would not.",
                "Run the same plan on a machine where `./run doctor` finds KVM hardware-assisted.");
    }

    static IEnumerable<Finding> Gaps(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Failure> failures)
    {
        foreach (var left in record.Plan.LeftOut)
            yield return new Finding("note", $"{left.What} was left out: {left.Why}", "");
        var missing = record.Plan.Visits.Count(v => !v.Warmup) - counting.Count();
        if (missing > 0)
            yield return new Finding("warning", $"{missing} of {record.Plan.Visits.Count(v => !v.Warmup)} planned visits did not end.", "`./run study --resume FOLDER` goes on with them.");
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

    static IEnumerable<Finding> Equivalence(IReadOnlyList<CertificateRow> certificate)
    {
        foreach (var row in certificate.Where(r => r.Sameness == Sameness.Confounding))
            yield return new Finding("warning", $"The platforms differ in {row.What}. {row.Why}.", "A difference between them may be this one: make it the same, or say so beside the numbers.");
    }
}
