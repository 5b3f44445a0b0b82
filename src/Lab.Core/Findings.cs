namespace Lab.Core;

/// <summary>What a reader must know before believing a number: labels, gaps, and values that cannot or should not be.</summary>
static class Findings
{
    public static IReadOnlyList<Finding> Of(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons, IReadOnlyList<Failure> failures, IReadOnlyList<CertificateRow> certificate, Claim claim) =>
        [.. Labels(record, claim), .. Gaps(record, counting, failures), .. Equivalence(certificate), .. Plausibility(record, levels, [.. comparisons.Where(c => c.Paired.Ratio is not null)]), .. Diagnostics.Of(record, levels, comparisons), .. record.Environment.Warnings.Select(w => new Finding("note", w, ""))];

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

    static IEnumerable<Finding> Plausibility(StudyRecord record, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons)
    {
        Level? Find(Metric metric, string platform) => levels.FirstOrDefault(l => l.Metric.Id == metric.Id && l.Platform == platform);
        if (Find(Metrics.Ready, "container") is { } container && (container.Min < 0.030 || container.Max > 10))
            yield return new Finding("warning", "A container of a local image was ready in under 30 ms or after more than 10 s.", "Look whether it really served, and what else the machine did.");
        if (Find(Metrics.Ready, "vm") is { Max: > 120 })
            yield return new Finding("warning", "A VM took more than two minutes to be ready.", "Look at its serial console: a missing serial port, entropy or network are the usual reasons.");
        foreach (var level in levels.Where(l => l.Metric.Id == Metrics.Resident.Id && l.Min < 100 << 10))
            yield return new Finding("warning", $"{record.LabelOf(level.Platform)} holds less than 100 KiB of memory.", "The processes were not found: the ledger is wrong.");
        foreach (var platform in record.Plan.Spec.Platforms)
            if (Find(Metrics.Ready, platform) is { } ready && Find(Metrics.Reachable, platform) is { } reachable && reachable.Median < ready.Median)
                yield return new Finding("warning", $"{record.LabelOf(platform)} was reachable before it was ready.", "The clock or the order of events is wrong; do not use its startup numbers.");
        foreach (var platform in record.Plan.Spec.Platforms)
            if (Find(Metrics.Ready, platform) is { } ready && Find(Metrics.Init, platform) is { } init && ready.Median < init.Median)
                yield return new Finding("warning", $"{record.LabelOf(platform)} was ready before init, its first program.", "The clock or the order of events is wrong; do not use its startup numbers.");
        var work = record.Workloads.SelectMany(w => w.Metrics).Select(m => m.Metric.Id).ToHashSet();
        foreach (var comparison in comparisons.Where(c => c.Against == "host" && work.Contains(c.Metric.Id) && (c.Metric.Unit is Unit.PerSecond or Unit.Seconds)))
            foreach (var finding in Speed(record.LabelOf(comparison.Platform), comparison))
                yield return finding;
    }

    static IEnumerable<Finding> Speed(string label, Comparison comparison)
    {
        var speed = comparison.Metric.Better == Better.Higher ? comparison.Ratio : 1 / comparison.Ratio;
        if (speed > 1.1)
            yield return new Finding("warning", $"{label} is more than 10 % faster than the host on {comparison.Metric.Id}.", "Suspect a cache, a clock that runs wrong, or a host that was busy.");
        else if (comparison.Platform == "vm" && speed > 1)
            yield return new Finding("note", $"{label} is faster than the host on {comparison.Metric.Id}.", "Within 10 %; compare its interval and the host's before believing it.");
        else if (comparison.Platform == "container" && speed < 0.9)
            yield return new Finding("warning", $"{label} is more than 10 % slower than the host on {comparison.Metric.Id}.", "Look at limits and at what else ran: it is the same CPU.");
    }
}
