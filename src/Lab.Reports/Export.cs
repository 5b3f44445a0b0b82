using System.Text.Json;
using Lab.Core;

namespace Lab.Reports;

/// <summary>One value that counts, as it leaves the lab.</summary>
/// <param name="Order">Place of the visit in its round.</param>
/// <param name="Unit">Base unit.</param>
/// <param name="Line">Line of journal.jsonl.</param>
/// <param name="Claim">Claim level of the study.</param>
public sealed record ExportRow(int Batch, int Round, int Order, string Platform, string Label, string Metric, string Unit, double Value, int Line, string Claim);

/// <summary>Every value that counts, one row a value, for other programs. Steps of a memory ramp belong to no visit and are not among them.</summary>
public static class Export
{
    public static readonly IReadOnlyList<string> Formats = ["csv", "jsonl", "markdown"];
    static readonly string[] Columns = ["batch", "round", "order", "platform", "label", "metric", "unit", "value", "line", "claim"];

    /// <summary>Metric by metric in the order of the report, and within one by platform and visit.</summary>
    public static IEnumerable<ExportRow> Rows(AnalysisResult result) =>
        from level in result.Levels
        from sample in level.Samples
        select new ExportRow(sample.Visit.Batch, sample.Visit.Round, sample.Visit.Order, level.Platform, result.Label(level.Platform), level.Metric.Id, Format.Name(level.Metric.Unit), sample.Value, sample.Line, result.Claim.Name);

    /// <param name="format">One of <see cref="Formats"/>.</param>
    public static void Write(AnalysisResult result, string format, TextWriter to)
    {
        switch (format)
        {
            case "csv":
                to.Write(Csv.Row(Columns));
                foreach (var row in Rows(result))
                    to.Write(Csv.Row(Cells(row)));
                break;
            case "jsonl":
                foreach (var row in Rows(result))
                    to.Write(JsonSerializer.Serialize(row, StudyJson.Line) + "\n");
                break;
            case "markdown":
                to.Write($"Claim level: {result.Claim.Name}. Guest: {Format.Foreign(result.Record.Environment.Guest.Heading)}.\n\n");
                to.Write($"| {string.Join(" | ", Columns)} |\n|{string.Concat(Columns.Select(_ => " --- |"))}\n");
                foreach (var row in Rows(result))
                    to.Write($"| {string.Join(" | ", Cells(row).Select(c => Format.Foreign(Csv.Plain(c))))} |\n");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "no such format");
        }
    }

    static object[] Cells(ExportRow row) => [row.Batch, row.Round, row.Order, row.Platform, row.Label, row.Metric, row.Unit, row.Value, row.Line, row.Claim];
}
