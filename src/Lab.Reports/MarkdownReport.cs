using System.Text;
using Lab.Core;

namespace Lab.Reports;

/// <summary>The report as Markdown, in one language.</summary>
sealed class MarkdownReport
{
    const int MostColumns = 250, MostCells = 2000, LongestCell = 60;
    static readonly Metric[] LadderRungs = [Metrics.Define, Metrics.Power, Metrics.Init, Metrics.Kernel, Metrics.Userspace, Metrics.Ready, Metrics.Reachable, Metrics.FirstWork, Metrics.Returned, Metrics.Tooling, Metrics.Teardown, Metrics.Harness];
    static readonly Metric[] MemoryLines = [Metrics.GuestRam, Metrics.Vmm, Metrics.Translation, Metrics.Processes, Metrics.Shim, Metrics.KernelPart, Metrics.Resident, Analysis.ResidentAfter, Metrics.Emulator, Metrics.Daemons];
    static readonly Metric[] DiskLines = [Metrics.DiskBase, Metrics.DiskInstance, Metrics.DiskGrowth];

    readonly AnalysisResult _result;
    readonly Texts _texts;
    readonly StringBuilder _page = new();

    MarkdownReport(AnalysisResult result, Texts texts) => (_result, _texts) = (result, texts);

    public static string Render(AnalysisResult result, Texts texts)
    {
        var report = new MarkdownReport(result, texts);
        report.Top();
        report.Headline();
        report.Noise();
        report.Section("report.startup", LadderRungs);
        report.Section("report.memory", MemoryLines);
        report.Ramp();
        report.Densities();
        report.Section("report.disk", DiskLines);
        report.Workloads();
        report.TwoByTwo();
        report.Failures();
        report.Same();
        report.Facts();
        report.Definitions();
        report.Reproduce();
        return report._page.ToString();
    }

    void Top()
    {
        var (plan, environment) = (_result.Record.Plan.Spec, _result.Record.Environment);
        _page.Append($"# {Format.Foreign(_texts.Title(plan))}\n\n");
        Paragraph(plan.Suite is null ? "report.top" : "report.top-suite", ("guest", _texts.Guest(environment.Guest)), ("study", _result.Record.Id), ("platforms", _result.Platforms.Select(p => Recorded.Label(p.Label))),
            ("rounds", plan.Rounds), ("warmup", plan.Warmup), ("cpus", plan.Cpus), ("memory", new Quantity(Unit.Bytes, plan.MemoryBytes)), ("claim", _result.Claim.Name));
        foreach (var finding in _result.Findings.Where(f => f.Severity == "warning"))
            _page.Append($"> **{Foreign(finding.What)}** {Foreign(finding.Next)}\n>\n");
        _page.Append('\n');
    }

    void Headline()
    {
        Heading("report.headline");
        Table(SummaryTable.Columns(_result, _texts), SummaryTable.Of(_result, _texts).Select(r => r.Cells.Prepend(r.Title)));
        _page.Append($"{string.Join(' ', Reading().Select(_texts.Markdown))}\n\n");
        Verdicts();
        Paragraph("report.definitions-differ");
        Table(Heads(), new[] { ("report.returned", Metrics.Returned), ("report.ready", Metrics.Ready), ("report.reachable", Metrics.Reachable), ("report.kernel", Metrics.Kernel), ("report.userspace", Metrics.Userspace) }
            .Where(d => _result.Platforms.Any(p => _result.Find(d.Item2.Id, p.Id) is not null))
            .Select(d => Cells(_texts.Of(d.Item1), d.Item2, none: "–")));
    }

    /// <summary>How the cells of the headline are to be read.</summary>
    IEnumerable<Message> Reading()
    {
        var rounds = _result.Levels.Select(l => l.Samples.Count).DefaultIfEmpty(0).Max();
        if (rounds < Statistics.LeastForInterval)
        {
            yield return new("report.reading.ranges", ("rounds", rounds));
            yield break;
        }
        yield return new("report.reading.intervals");
        if (_result.Comparisons.Any(c => c.Paired.LogRatio?.OfBatches is not null))
            yield return new("report.reading.batches");
        Message[] few = [.. _result.Levels.Where(l => l.Samples.Count < Statistics.LeastForInterval).GroupBy(l => l.Platform)
            .Select(g => new Message("report.reading.fewest", ("platform", Recorded.Label(_result.Label(g.Key))), ("count", g.Min(l => l.Samples.Count))))];
        if (few.Length > 0)
            yield return new("report.reading.few", ("least", Statistics.LeastForInterval), ("platforms", few));
    }

    /// <summary>What the comparisons of the headline metrics allow to be said.</summary>
    void Verdicts()
    {
        var headline = _result.Comparisons.Where(c => Metrics.Headline.Contains(c.Metric) && (c.IsPrimary || c.Verdict is not NoClaim { Reason: NoClaimReason.FewRounds }))
            .OrderByDescending(c => c.IsPrimary).ToArray();
        if (headline.Length == 0) return;
        foreach (var comparison in headline)
            _page.Append($"- {(comparison.IsPrimary ? $"**{_texts.Of("report.primary")}** " : "")}{Foreign(VerdictWords.Of(comparison, _result.Label))}{Mark(comparison, null)}\n");
        _page.Append($"\n{_texts.Of(VerdictWords.Rules)}\n\n");
    }

    /// <summary>An A/A study's own noise floor, or that of the machine's last one.</summary>
    void Noise()
    {
        var noise = _result.Noise.Count > 0 ? _result.Noise : _result.Record.Noise?.Metrics ?? [];
        if (noise.Count == 0) return;
        Heading("report.noise");
        if (_result.Noise.Count == 0) _page.Append($"{_texts.Markdown("report.noise-of", ("study", _result.Record.Noise!.Study))} ");
        _page.Append($"{_texts.Of(NoiseTable.Reading)}\n\n");
        Table(NoiseTable.Columns(_texts), NoiseTable.Of(noise, _texts));
    }

    void Section(string heading, IEnumerable<Metric> metrics)
    {
        var rows = metrics.Where(m => _result.Platforms.Any(p => _result.Find(m.Id, p.Id) is not null)).Select(m => Cells(m.Id, m, none: "–")).ToArray();
        Heading(heading);
        if (rows.Length == 0) Paragraph("report.none-measured");
        else Table(Heads(), rows);
    }

    void Ramp()
    {
        if (_result.Slope is not { } slope) return;
        Paragraph("report.ramp", ("platform", Recorded.Label(_result.Label(slope.Platform))), ("marginal", new Quantity(Unit.Bytes, slope.Marginal)), ("steps", slope.Steps.Count),
            ("deviation", new Quantity(Unit.Bytes, slope.ResidualDeviation)), ("first", new Quantity(Unit.Bytes, slope.First)));
        Table([_texts.Of("report.ramp.instances"), .. slope.Steps.Select(s => $"{s.Instances}")], [slope.Steps.Select(s => Format.Value(Unit.Bytes, s.Bytes)).Prepend(_texts.Of("report.ramp.sum"))]);
    }

    void Densities()
    {
        foreach (var density in Density.Of(_result.Record.Journal))
        {
            _page.Append($"### {_texts.Markdown("report.density", ("platform", Recorded.Label(_result.Label(density.Platform))))}\n\n{_texts.Markdown("report.density.ramps", ("ramps", density.Ramps), ("most", density.Most))} ");
            Paragraph(density.IsReconciled ? "report.density.reconciled" : "report.density.unreconciled", ("difference", new Quantity(Unit.Bytes, Math.Abs(density.Available.Value - density.Components.Value))));
            string Cost(Estimate estimate) => Format.Estimate(Unit.Bytes, false, estimate, _texts);
            Table(["", _texts.Of("report.density.each")], [
                [_texts.Of("report.density.ledger"), Cost(density.Ledger)], [_texts.Of("report.density.components"), Cost(density.Components)],
                [_texts.Of("report.density.available"), Cost(density.Available)], [_texts.Of("report.density.disk"), Cost(density.Disk)],
                [_texts.Of("report.density.first"), Format.Value(Unit.Bytes, density.First)], [_texts.Of("report.density.hysteresis"), Format.Value(Unit.Bytes, density.Hysteresis)],
                [_texts.Of("report.density.full"), $"{density.FullAt:0}"]]);
        }
    }

    void Workloads()
    {
        Heading("report.workloads");
        foreach (var workload in _result.Record.Workloads)
        {
            _page.Append($"### {Format.Foreign(_texts.Title(workload))}\n\n{Format.Foreign(_texts.Stresses(workload), 2000)}\n\n{Format.Code(string.Join(' ', workload.Command))}\n\n");
            if (workload.Scaled.Length > 0) Paragraph("report.scaled", ("scaled", new Recorded("workload", workload.Scaled)));
            if (workload.Needs.Length > 0) Paragraph("report.needs", ("needs", workload.Needs));
            Table(Heads(), workload.Metrics.Select(m => Cells(m.Metric.Id, m.Metric)));
            foreach (var comparison in _result.Comparisons.Where(c => workload.Metrics.Any(m => m.Metric.Id == c.Metric.Id)))
                _page.Append($"- {_texts.Markdown("report.ratio", ("metric", comparison.Metric.Id), ("platform", Recorded.Label(_result.Label(comparison.Platform))), ("ratio", Format.Ratio(comparison, _texts)),
                    ("against", Recorded.Label(_result.Label(comparison.Against))), ("rounds", comparison.Rounds), ("verdict", VerdictWords.Of(comparison.Verdict, comparison.Metric, comparison.Rounds)))}{Mark(comparison, workload)}\n");
            _page.Append('\n');
        }
    }

    void TwoByTwo()
    {
        var attributions = Attribution.Of(_result.Record, _result.Levels);
        if (attributions.Count == 0) return;
        Heading("report.attribution");
        Paragraph("report.attribution.reading");
        Table(["", _texts.Of("report.attribution.hypervisor"), _texts.Of("report.attribution.container"), _texts.Of("report.attribution.both")], attributions.Select(a =>
            ((Estimate[])[a.Hypervisor, a.Container, a.Interaction]).Select(e => Format.Estimate(a.Metric.Unit, a.IsRatio, e, _texts)).Prepend(a.Metric.Id)));
    }

    /// <summary>Which confounding rows of the certificate may show in a comparison: they are repeated beside it.</summary>
    string Mark(Comparison comparison, Workload? workload)
    {
        Recorded[] confounding = [.. _result.Certificate.Where(r => r.Confounds(comparison.Platform, comparison.Against, workload)).Select(r => r.Name)];
        return confounding.Length == 0 ? "" : $" {_texts.Markdown("report.confounded", ("properties", confounding))}";
    }

    void Failures()
    {
        Heading("report.failures");
        if (_result.Failures.Count == 0)
            Paragraph("report.failures.none", ("visits", _result.Attempts.Values.Sum()));
        else
            Table([_texts.Of("report.failures.round"), _texts.Of("report.failures.platform"), _texts.Of("report.failures.phase"), _texts.Of("report.failures.message")],
                _result.Failures.Select(f => (IEnumerable<string>)[$"{f.Visit.Round}", Label(f.Visit.Platform), _texts.Of(new Recorded("phase", f.Phase)), f.Message]));
    }

    /// <summary>The equivalence certificate. What is equal stands in one line, so that what is not can be seen.</summary>
    void Same()
    {
        if (_result.Certificate is not [var any, ..]) return;
        Heading("report.certificate");
        _page.Append($"{_texts.Markdown("report.certificate.reading")} ");
        foreach (var pair in Pair.Of(_result.Record.Plan).Where(p => any.By.ContainsKey(p.Platform) && any.By.ContainsKey(p.Against)))
            _page.Append($"{_texts.Markdown("report.certificate.grade", ("platform", Recorded.Label(_result.Label(pair.Platform))), ("against", Recorded.Label(_result.Label(pair.Against))),
                ("grade", CertificateWords.Of(Certificate.GradeOf(_result.Certificate, pair.Platform, pair.Against))))} ");
        Paragraph("report.certificate.equal", ("properties", _result.Certificate.Where(r => r.Sameness == Sameness.Equal).Select(r => r.Name)));
        var platforms = _result.Platforms.Where(p => any.Seen.ContainsKey(p.Id)).ToArray();
        Table(["", .. platforms.Select(p => _texts.Label(p.Label)), "", _texts.Of("report.certificate.why")], _result.Certificate.Where(r => r.Sameness != Sameness.Equal).Select(r =>
            (IEnumerable<string>)[_texts.Of(r.Name), .. platforms.Select(p => Short(CertificateWords.Seen(r.Seen[p.Id], _texts))), _texts.Of(CertificateWords.Of(r.Sameness)), CertificateWords.Why(r, _texts)]));
    }

    string Short(string value) => value.Length == 0 ? _texts.Of("value.not-seen") : value.Length <= LongestCell ? value : _texts.Of("value.cut", ("beginning", value[..40]), ("words", value.Split(' ').Length));

    void Facts()
    {
        Heading("report.facts");
        Table(["", ""], _result.Record.Environment.Facts.Select(f => (IEnumerable<string>)[_texts.Of(new Recorded("fact", f.Key)), _texts.Of(new Recorded(f.Key.StartsWith("accelerator ", StringComparison.Ordinal) ? "accelerator" : "fact", f.Value))]));
        if (_result.Record.Environment.Facts.TryGetValue("calibration", out var calibration) && calibration.Contains("calibration.json", StringComparison.Ordinal))
            Paragraph("report.calibration");
        foreach (var finding in _result.Findings.Where(f => f.Severity != "warning"))
            _page.Append($"- {Foreign(finding.What)} {Foreign(finding.Next)}\n");
        _page.Append('\n');
    }

    void Definitions()
    {
        Heading("report.definitions");
        foreach (var metric in _result.Levels.Select(l => l.Metric).Concat(_result.Slope is null ? [] : [Metrics.Marginal, Metrics.First]).DistinctBy(m => m.Id))
            _page.Append($"- **{Format.Foreign(metric.Id)}**: {Format.Foreign(_texts.Definition(metric), 2000)}\n");
        _page.Append('\n');
    }

    void Reproduce()
    {
        Heading("report.again");
        _page.Append($"- {_texts.Markdown("report.again.plan", ("command", new Code(_result.Record.Plan.Spec.Suite ?? $"./run study {Words(_result.Record.Plan.Spec)} --seed {_result.Record.Plan.Seed}")))}\n");
        _page.Append($"- {_texts.Markdown("report.again.page")}\n- {_texts.Markdown("report.again.data")}\n");
    }

    static string Words(PlanSpec plan) => AaStudy.PlatformOf(plan) is { } platform ? $"--aa {platform} --rounds {plan.Rounds}" : plan.Id;

    string Label(string platform) => _texts.Label(_result.Label(platform));

    IReadOnlyList<string> Heads() => ["", .. _result.Platforms.Select(p => _texts.Label(p.Label))];

    IEnumerable<string> Cells(string title, Metric metric, string? none = null) =>
        _result.Platforms.Select(p => _result.Find(metric.Id, p.Id) is null && none is not null ? none : Format.Level(_result.Find(metric.Id, p.Id), _texts)).Prepend(title);

    string Foreign(Message? message) => message is null ? "" : Format.Foreign(_texts.Of(message));

    void Heading(string key) => _page.Append($"## {_texts.Of(key)}\n\n");

    void Paragraph(string key, params IReadOnlyList<(string Name, object Value)> arguments) => _page.Append($"{_texts.Markdown(key, arguments)}\n\n");

    /// <summary>What is longer than anybody reads is cut, and said so; the page's own limit is not far above.</summary>
    void Table(IReadOnlyList<string> heads, IEnumerable<IEnumerable<string>> rows)
    {
        var columns = Math.Min(heads.Count, MostColumns);
        var most = MostCells / columns;
        _page.Append($"| {string.Join(" | ", heads.Take(columns).Select(t => Format.Foreign(t)))} |\n|{string.Concat(Enumerable.Range(0, columns).Select(i => i == 0 ? " --- |" : " ---: |"))}\n");
        var more = 0;
        foreach (var (index, row) in rows.Index())
            if (index < most) _page.Append($"| {string.Join(" | ", row.Take(columns).Select(t => Format.Foreign(t)))} |\n");
            else more++;
        _page.Append('\n');
        if (more > 0 || columns < heads.Count) Paragraph("report.cut", ("rows", new Fixed(more, 0)), ("columns", new Fixed(heads.Count - columns, 0)));
    }
}
