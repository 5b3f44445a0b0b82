using Lab.Core;

namespace Lab.Reports;

/// <summary>One row of the headline table: a title, a cell for each platform, and the ratio of the study's primary pair.</summary>
public sealed record SummaryRow(string Title, IReadOnlyList<string> Cells);

/// <summary>The headline table; the console and the report print the same.</summary>
public static class SummaryTable
{
    const int ManyWorkloads = 6;

    public static IReadOnlyList<string> Columns(AnalysisResult result) =>
        ["", .. result.Platforms.Select(p => p.Label), .. Pair(result) is { } pair ? [$"{result.Label(pair.Platform)} / {result.Label(pair.Against)}"] : (string[])[]];

    public static IReadOnlyList<SummaryRow> Of(AnalysisResult result)
    {
        var rows = new List<SummaryRow>
        {
            Row(result, "Ready to serve", Metrics.Ready), Row(result, "Memory held", Metrics.Resident), Row(result, "Disk of this instance", Metrics.DiskInstance),
            Row(result, "Disk shared by all", Metrics.DiskBase, ratio: false),
        };
        if (result.Levels.Any(l => l.Metric == Metrics.Emulator))
            rows.Insert(2, Row(result, "The emulator's own memory", Metrics.Emulator, ratio: false, none: "–"));
        // Of many workloads the first metric is enough here; their own section has all.
        var most = result.Record.Workloads.Count > ManyWorkloads ? 1 : int.MaxValue;
        rows.AddRange(result.Record.Workloads.SelectMany(w => w.Metrics.Take(most).Select(m => Row(result, $"{w.Title} ({m.Metric.Id})", m.Metric))));
        return rows;
    }

    static SummaryRow Row(AnalysisResult result, string title, Metric metric, bool ratio = true, string? none = null) => new(title,
    [
        .. result.Platforms.Select(p => result.Find(metric.Id, p.Id) is { } level ? Format.Level(level) : none is not null && p.Id is not ("vm" or "container-in-vm") ? none : Format.NotMeasured),
        .. Pair(result) is { } pair ? [ratio ? Format.Ratio(result.Compare(metric.Id, pair.Platform, pair.Against)) : "–"] : (string[])[],
    ]);

    static Pair? Pair(AnalysisResult result) =>
        Core.Pair.Primary(result.Record.Plan) is { } pair && result.Platforms.Count(p => p.Id == pair.Platform || p.Id == pair.Against) == 2 ? pair : null;
}
