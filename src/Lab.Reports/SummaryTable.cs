using Lab.Core;

namespace Lab.Reports;

/// <summary>One row of the headline table: a title, a cell for each platform, and the ratio of the study's primary pair.</summary>
public sealed record SummaryRow(string Title, IReadOnlyList<string> Cells);

/// <summary>The headline table; the console and the report print the same.</summary>
public static class SummaryTable
{
    const int ManyWorkloads = 6;

    public static IReadOnlyList<string> Columns(AnalysisResult result, Texts texts) =>
        ["", .. result.Platforms.Select(p => texts.Label(p.Label)), .. Pair(result) is { } pair ? [$"{texts.Label(result.Label(pair.Platform))} / {texts.Label(result.Label(pair.Against))}"] : (string[])[]];

    public static IReadOnlyList<SummaryRow> Of(AnalysisResult result, Texts texts)
    {
        SummaryRow Row(string title, Metric metric, bool ratio = true, string? none = null) => new(title, Cells(result, texts, metric, ratio, none));
        var rows = new List<SummaryRow>
        {
            Row(texts.Of("summary.ready"), Metrics.Ready), Row(texts.Of("summary.memory"), Metrics.Resident), Row(texts.Of("summary.disk"), Metrics.DiskInstance),
            Row(texts.Of("summary.disk-shared"), Metrics.DiskBase, ratio: false),
        };
        if (result.Levels.Any(l => l.Metric == Metrics.Emulator))
            rows.Insert(2, Row(texts.Of("summary.emulator"), Metrics.Emulator, ratio: false, none: "–"));
        // Of many workloads the first metric is enough here; their own section has all.
        var most = result.Record.Workloads.Count > ManyWorkloads ? 1 : int.MaxValue;
        rows.AddRange(result.Record.Workloads.SelectMany(w => w.Metrics.Take(most).Select(m => Row(texts.Of("summary.workload", ("workload", texts.Title(w)), ("metric", m.Metric.Id)), m.Metric))));
        return rows;
    }

    static IReadOnlyList<string> Cells(AnalysisResult result, Texts texts, Metric metric, bool ratio, string? none) =>
    [
        .. result.Platforms.Select(p => result.Find(metric.Id, p.Id) is null && none is not null && p.Id is not ("vm" or "container-in-vm") ? none : Format.Level(result.Find(metric.Id, p.Id), texts)),
        .. Pair(result) is { } pair ? [ratio ? Format.Ratio(result.Compare(metric.Id, pair.Platform, pair.Against), texts) : "–"] : (string[])[],
    ];

    static Pair? Pair(AnalysisResult result) =>
        Core.Pair.Primary(result.Record.Plan) is { } pair && result.Platforms.Count(p => p.Id == pair.Platform || p.Id == pair.Against) == 2 ? pair : null;
}
