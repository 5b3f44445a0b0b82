using System.Globalization;
using System.Text;
using System.Text.Json;
using Lab.Core;

namespace Lab.Reports;

/// <summary>The reports of a study: the page twice, the numbers and the equivalence certificate.</summary>
public sealed record ReportFiles(string Markdown, string Html, string Csv, string Certificate);

/// <summary>A pure function from a study to its reports: the same study gives the same bytes.</summary>
public static class Report
{
    public static ReportFiles Render(StudyRecord record)
    {
        var result = Analysis.Of(record);
        var markdown = MarkdownReport.Render(result);
        return new ReportFiles(markdown, HtmlPage.Render(record, markdown), Csv(result), JsonSerializer.Serialize(result.Certificate, StudyJson.Page) + "\n");
    }

    /// <summary>RFC 4180, invariant, base units.</summary>
    static string Csv(AnalysisResult result)
    {
        var text = new StringBuilder("metric,unit,platform,n,median,low,high,confidence,min,max,attempts,failures,p5,p95,claim\r\n");
        foreach (var level in result.Levels)
            text.Append(string.Join(',', Field(level.Metric.Id), Name(level.Metric.Unit), Field(level.Platform), Number(level.Samples.Count), Number(level.Median),
                Number(level.Interval.Low), Number(level.Interval.High), Number(level.Interval.Confidence), Number(level.Min), Number(level.Max),
                Number(result.Attempts.GetValueOrDefault(level.Platform)), Number(level.Summary.Failures), Number(level.Summary.P5), Number(level.Summary.P95), result.Claim.Name)).Append("\r\n");
        return text.ToString();
    }

    static string Name(Unit unit) => unit switch { Unit.Seconds => "seconds", Unit.Bytes => "bytes", Unit.PerSecond => "per-second", _ => "count" };

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static string Field(string text) => text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
