using System.Text;
using Lab.Core;

namespace Lab.Reports;

/// <summary>The report as Markdown; the page is made from it.</summary>
static class MarkdownReport
{
    const int MostColumns = 250, MostCells = 2000;
    static readonly Metric[] LadderRungs = [Metrics.Define, Metrics.Power, Metrics.Init, Metrics.Kernel, Metrics.Userspace, Metrics.Ready, Metrics.Reachable, Metrics.FirstWork, Metrics.Returned, Metrics.Tooling, Metrics.Teardown, Metrics.Harness];
    static readonly Metric[] MemoryLines = [Metrics.GuestRam, Metrics.Vmm, Metrics.Translation, Metrics.Processes, Metrics.Shim, Metrics.KernelPart, Metrics.Resident, Analysis.ResidentAfter, Metrics.Emulator, Metrics.Daemons];
    static readonly Metric[] DiskLines = [Metrics.DiskBase, Metrics.DiskInstance, Metrics.DiskGrowth];

    public static string Render(AnalysisResult result)
    {
        var record = result.Record;
        var text = new StringBuilder();
        text.Append($"# {Format.Foreign(record.Plan.Spec.Title.Length > 0 ? record.Plan.Spec.Title : record.Plan.Spec.Id)}\n\n");
        text.Append($"Guest: {Format.Foreign(record.Environment.Guest.Heading)}. Study {Format.Foreign(record.Id)}: {string.Join(", ", result.Platforms.Select(p => Format.Foreign(p.Label)))}; ");
        text.Append($"{record.Plan.Spec.Rounds} rounds after {record.Plan.Spec.Warmup} of warm-up; {record.Plan.Spec.Cpus} CPUs and {Format.Value(Unit.Bytes, record.Plan.Spec.MemoryBytes)} each. Claim level: **{result.Claim.Name}**.\n\n");
        foreach (var finding in result.Findings.Where(f => f.Severity == "warning"))
            text.Append($"> **{Format.Foreign(finding.What)}** {Format.Foreign(finding.Next)}\n>\n");
        text.Append('\n');
        Headline(text, result);
        Noise(text, result);
        Section(text, result, "Startup, rung by rung", LadderRungs);
        Section(text, result, "Memory ledger", MemoryLines);
        Ramp(text, result);
        Densities(text, result);
        Section(text, result, "Disk ledger (allocated blocks)", DiskLines);
        Workloads(text, result);
        TwoByTwo(text, result);
        Failures(text, result);
        Same(text, result);
        Facts(text, result);
        Definitions(text, result);
        Reproduce(text, record);
        return text.ToString();
    }

    static void Headline(StringBuilder text, AnalysisResult result)
    {
        text.Append("## What one instance costs\n\n");
        Table(text, SummaryTable.Columns(result), SummaryTable.Of(result).Select(r => r.Cells.Prepend(r.Title)));
        text.Append(Reading(result)).Append("\n\n");
        Verdicts(text, result);
        text.Append("The same runs by other definitions in use, which is why published numbers disagree:\n\n");
        Table(text, Heads(result), new[] { ("Its own tool returned", Metrics.Returned), ("Ready inside", Metrics.Ready), ("Reachable from outside", Metrics.Reachable), ("Kernel, by the guest's clock", Metrics.Kernel), ("Userspace, by the guest's clock", Metrics.Userspace) }
            .Where(d => result.Platforms.Any(p => result.Find(d.Item2.Id, p.Id) is not null))
            .Select(d => Cells(result, d.Item1, d.Item2, none: "–")));
    }

    /// <summary>What the comparisons of the headline metrics allow to be said.</summary>
    static void Verdicts(StringBuilder text, AnalysisResult result)
    {
        var headline = result.Comparisons.Where(c => Metrics.Headline.Contains(c.Metric) && (c.IsPrimary || c.Verdict is not NoClaim { Reason: NoClaimReason.FewRounds }))
            .OrderByDescending(c => c.IsPrimary).ToArray();
        if (headline.Length == 0) return;
        foreach (var comparison in headline)
            text.Append($"- {(comparison.IsPrimary ? "**Primary comparison.** " : "")}{Format.Foreign(VerdictWords.Of(comparison, result.Label))}{Marks(result, comparison, null)}\n");
        text.Append($"\n{VerdictWords.Rules}\n\n");
    }

    /// <summary>An A/A study's own noise floor, or that of the machine's last one.</summary>
    static void Noise(StringBuilder text, AnalysisResult result)
    {
        var noise = result.Noise.Count > 0 ? result.Noise : result.Record.Noise?.Metrics ?? [];
        if (noise.Count == 0) return;
        text.Append("## Noise floor\n\n");
        if (result.Noise.Count == 0) text.Append($"Of the last A/A study of this machine, {Format.Foreign(result.Record.Noise!.Study)}. ");
        text.Append($"{NoiseTable.Reading}\n\n");
        Table(text, NoiseTable.Columns, NoiseTable.Of(noise));
    }

    static string Reading(AnalysisResult result)
    {
        var rounds = result.Levels.Select(l => l.Samples.Count).DefaultIfEmpty(0).Max();
        var few = result.Levels.Where(l => l.Samples.Count < Statistics.LeastForInterval).GroupBy(l => l.Platform)
            .Select(g => $"{Format.Foreign(result.Label(g.Key))} (fewest: {g.Min(l => l.Samples.Count)})").ToArray();
        return rounds < Statistics.LeastForInterval
            ? $"Each cell is the median of {rounds} rounds with the range from least to most: too few rounds for a 95 % interval. Ratios are formed inside each round."
            : "Each cell is the median with its 95 % interval (exact order statistics). Ratios are formed inside each round (Hodges-Lehmann, 95 % signed-rank interval)."
                + (result.Comparisons.Any(c => c.Paired.LogRatio?.OfBatches is not null) ? " With three or more batches there is an interval between them too; the wider one stands here." : "")
                + (few.Length == 0 ? "" : $" Some metrics have fewer than {Statistics.LeastForInterval} values on {string.Join(", ", few)}: there, and in ratios with them, it is the range from least to most, because no 95 % interval exists.");
    }

    static void Section(StringBuilder text, AnalysisResult result, string title, IEnumerable<Metric> metrics)
    {
        var rows = metrics.Where(m => result.Platforms.Any(p => result.Find(m.Id, p.Id) is not null)).Select(m => Cells(result, m.Id, m, none: "–")).ToArray();
        text.Append($"## {title}\n\n");
        if (rows.Length == 0) text.Append("Nothing of it was measured.\n\n");
        else Table(text, Heads(result), rows);
    }

    static void Ramp(StringBuilder text, AnalysisResult result)
    {
        if (result.Slope is not { } slope) return;
        text.Append($"One more {Format.Foreign(result.Label(slope.Platform))} costs **{Format.Value(Unit.Bytes, slope.Marginal)}** (memory.marginal: slope over {slope.Steps.Count} at once, residual deviation {Format.Value(Unit.Bytes, slope.ResidualDeviation)}); the first of them held {Format.Value(Unit.Bytes, slope.First)} (memory.first).\n\n");
        Table(text, ["Instances up", .. slope.Steps.Select(s => $"{s.Instances}")], [slope.Steps.Select(s => Format.Value(Unit.Bytes, s.Bytes)).Prepend("Sum of their ledgers")]);
    }

    static void Densities(StringBuilder text, AnalysisResult result)
    {
        foreach (var density in Density.Of(result.Record.Journal))
        {
            text.Append($"### One more {Format.Foreign(result.Label(density.Platform))}\n\n{density.Ramps} ramps from none to {density.Most} at once and back. ");
            text.Append(density.IsReconciled
                ? "What the ledgers say and what the host has no longer available agree.\n\n"
                : $"The two counts of memory are not reconciled: not resolvable better than ± {Format.Value(Unit.Bytes, Math.Abs(density.Available.Value - density.Components.Value))}.\n\n");
            Table(text, ["", "for each instance"], [
                ["Memory by the ledgers (PSS)", Format.Estimate(Unit.Bytes, false, density.Ledger)], ["Memory by the host (no cache)", Format.Estimate(Unit.Bytes, false, density.Components)],
                ["Memory no longer available", Format.Estimate(Unit.Bytes, false, density.Available)], ["Disk (allocated blocks)", Format.Estimate(Unit.Bytes, false, density.Disk)],
                ["The first one more than the others", Format.Value(Unit.Bytes, density.First)], ["Still held on the way down", Format.Value(Unit.Bytes, density.Hysteresis)],
                ["This machine's memory would be full with", $"{density.FullAt:0}"]]);
        }
    }

    static void Workloads(StringBuilder text, AnalysisResult result)
    {
        text.Append("## Workloads\n\n");
        foreach (var workload in result.Record.Workloads)
        {
            text.Append($"### {Format.Foreign(workload.Title)}\n\n{Format.Foreign(workload.Stresses, 2000)}\n\n{Format.Code(string.Join(' ', workload.Command))}\n\n");
            if (workload.Scaled.Length > 0) text.Append($"Scaled: {Format.Foreign(workload.Scaled)}.\n\n");
            if (workload.Needs.Length > 0) text.Append($"Needs beyond an unprivileged container: {Format.Foreign(workload.Needs)}.\n\n");
            Table(text, Heads(result), workload.Metrics.Select(m => Cells(result, m.Metric.Id, m.Metric)));
            foreach (var comparison in result.Comparisons.Where(c => workload.Metrics.Any(m => m.Metric.Id == c.Metric.Id)))
                text.Append($"- {Format.Foreign(comparison.Metric.Id)}: {Format.Foreign(result.Label(comparison.Platform))} is {Format.Ratio(comparison)} of {Format.Foreign(result.Label(comparison.Against))}, over {comparison.Rounds} rounds{Marks(result, comparison, workload)}: {Format.Foreign(VerdictWords.Of(comparison.Verdict, comparison.Metric, comparison.Rounds))}.\n");
            text.Append('\n');
        }
    }

    static void TwoByTwo(StringBuilder text, AnalysisResult result)
    {
        var attributions = Attribution.Of(result.Record, result.Levels);
        if (attributions.Count == 0) return;
        text.Append("## Where the cost comes from: hypervisor, container, or both together\n\n");
        text.Append("From host, container, VM and container in a VM of the same rounds. Times, bytes of startup, memory and disk add, so 0 is no cost; results of work multiply, so 1 is no cost. ");
        text.Append("The last column is what a container costs in a VM beyond what it costs on the host.\n\n");
        Table(text, ["", "Hypervisor (VM against host)", "Container (against host)", "Both together"], attributions.Select(a =>
            (IEnumerable<string>)[a.Metric.Id, Format.Estimate(a.Metric.Unit, a.IsRatio, a.Hypervisor), Format.Estimate(a.Metric.Unit, a.IsRatio, a.Container), Format.Estimate(a.Metric.Unit, a.IsRatio, a.Interaction)]));
    }

    /// <summary>Which confounding rows of the certificate may show in a comparison: they are repeated beside it.</summary>
    static string Marks(AnalysisResult result, Comparison comparison, Workload? workload) =>
        string.Concat(result.Certificate.Where(r => r.Confounds(comparison.Platform, comparison.Against, workload)).Select(r => $" (**confounded by {Format.Foreign(r.What)}**)"));

    static void Failures(StringBuilder text, AnalysisResult result)
    {
        text.Append("## Failures\n\n");
        if (result.Failures.Count == 0)
            text.Append($"None in {result.Attempts.Values.Sum()} visits.\n\n");
        else
            Table(text, ["Round", "Platform", "Phase", "What happened"], result.Failures.Select(f => (IEnumerable<string>)[$"{f.Visit.Round}", result.Label(f.Visit.Platform), f.Phase, f.Message]));
    }

    /// <summary>The equivalence certificate. What is equal stands in one line, so that what is not can be seen.</summary>
    static void Same(StringBuilder text, AnalysisResult result)
    {
        if (result.Certificate.Count == 0) return;
        text.Append("## Are the platforms the same?\n\nMeasured on each of them (equivalence.json has all values). ");
        foreach (var pair in Pair.Of(result.Record.Plan).Where(p => result.Certificate[0].By.ContainsKey(p.Platform) && result.Certificate[0].By.ContainsKey(p.Against)))
            text.Append($"{Format.Foreign(result.Label(pair.Platform))} against {Format.Foreign(result.Label(pair.Against))}: **{Word(Certificate.GradeOf(result.Certificate, pair.Platform, pair.Against))}**. ");
        text.Append($"Equal on all: {Format.Foreign(string.Join(", ", result.Certificate.Where(r => r.Sameness == Sameness.Equal).Select(r => r.What)), 2000)}.\n\n");
        var platforms = result.Platforms.Where(p => result.Certificate[0].Seen.ContainsKey(p.Id)).ToArray();
        Table(text, ["", .. platforms.Select(p => p.Label), "", "Why"], result.Certificate.Where(r => r.Sameness != Sameness.Equal).Select(r =>
            (IEnumerable<string>)[r.What, .. platforms.Select(p => Short(r.Seen[p.Id])), Word(r.Sameness), r.Why]));
    }

    static string Short(string value) => value.Length == 0 ? "not seen" : value.Length <= 60 ? value : $"{value[..40]}… ({value.Split(' ').Length} words)";

    static string Word(Grade grade) => grade switch { Grade.Comparable => "comparable", Grade.Confounded => "confounded", _ => "uncertain" };

    static string Word(Sameness sameness) => sameness switch { Sameness.Equal => "equal", Sameness.ByNature => "different by nature", Sameness.Unknown => "not known", _ => "CONFOUNDING" };

    static void Facts(StringBuilder text, AnalysisResult result)
    {
        text.Append("## Where it ran\n\n");
        Table(text, ["", ""], result.Record.Environment.Facts.Select(f => (IEnumerable<string>)[f.Key, f.Value]));
        if (result.Record.Environment.Facts.TryGetValue("calibration", out var calibration) && calibration.Contains("calibration.json", StringComparison.Ordinal))
            text.Append("What was put into this machine's measurements and what came out: [calibration.json](calibration.json).\n\n");
        foreach (var finding in result.Findings.Where(f => f.Severity != "warning"))
            text.Append($"- {Format.Foreign(finding.What)} {Format.Foreign(finding.Next)}\n");
        text.Append('\n');
    }

    static void Definitions(StringBuilder text, AnalysisResult result)
    {
        text.Append("## What each number means\n\n");
        foreach (var metric in result.Levels.Select(l => l.Metric).Concat(result.Slope is null ? [] : [Metrics.Marginal, Metrics.First]).DistinctBy(m => m.Id))
            text.Append($"- **{Format.Foreign(metric.Id)}**: {Format.Foreign(metric.Definition, 2000)}\n");
        text.Append('\n');
    }

    static void Reproduce(StringBuilder text, StudyRecord record) => text.Append(
        $"""
        ## How to get this again

        - The same plan in the same order: {Format.Code($"./run study {Words(record.Plan.Spec)} --seed {record.Plan.Seed}")}
        - This page from the raw files: `./run report` with the path of this folder
        - Raw data: `journal.jsonl` (one line an event), `raw/` (output as it came), `summary.csv`; `SHA256SUMS` covers them all

        """);

    static string Words(PlanSpec plan) => AaStudy.PlatformOf(plan) is { } platform ? $"--aa {platform} --rounds {plan.Rounds}" : plan.Id;

    static IReadOnlyList<string> Heads(AnalysisResult result) => ["", .. result.Platforms.Select(p => p.Label)];

    static IEnumerable<string> Cells(AnalysisResult result, string title, Metric metric, string none = Format.NotMeasured) =>
        result.Platforms.Select(p => result.Find(metric.Id, p.Id) is { } level ? Format.Level(level) : none).Prepend(title);

    /// <summary>What is longer than anybody reads is cut, and said so; the page's own limit is not far above.</summary>
    static void Table(StringBuilder text, IReadOnlyList<string> heads, IEnumerable<IEnumerable<string>> rows)
    {
        var columns = Math.Min(heads.Count, MostColumns);
        var most = MostCells / columns;
        text.Append($"| {string.Join(" | ", heads.Take(columns).Select(t => Format.Foreign(t)))} |\n|{string.Concat(Enumerable.Range(0, columns).Select(i => i == 0 ? " --- |" : " ---: |"))}\n");
        var more = 0;
        foreach (var (index, row) in rows.Index())
            if (index < most) text.Append($"| {string.Join(" | ", row.Take(columns).Select(t => Format.Foreign(t)))} |\n");
            else more++;
        text.Append('\n');
        if (more > 0 || columns < heads.Count) text.Append($"{more} more rows and {heads.Count - columns} more columns are in the raw files.\n\n");
    }
}
