using System.Text;
using System.Text.Json;
using Lab.Core;

namespace Lab.Reports;

/// <summary>The reports of a study: the page twice, the numbers, the equivalence certificate, and the noise floor of an A/A study.</summary>
/// <param name="NoiseFloor">Null where no platform is compared with itself.</param>
public sealed record ReportFiles(string Markdown, string Html, string Csv, string Certificate, string? NoiseFloor)
{
    public const string NoiseFloorName = "noise-floor.json";

    /// <summary>By the names that they have in the study's folder.</summary>
    public IReadOnlyDictionary<string, string> ByName
    {
        get
        {
            var files = new Dictionary<string, string> { ["report.md"] = Markdown, ["report.html"] = Html, ["summary.csv"] = Csv, ["equivalence.json"] = Certificate };
            if (NoiseFloor is not null) files[NoiseFloorName] = NoiseFloor;
            return files;
        }
    }
}

/// <summary>A pure function from a study to its reports: the same study gives the same bytes.</summary>
public static class Report
{
    public static ReportFiles Render(StudyRecord record) => Render(Analysis.Of(record));

    public static ReportFiles Render(AnalysisResult result)
    {
        var markdown = MarkdownReport.Render(result);
        var noise = new MachineNoise(result.Record.Id, result.Record.Journal is [var first, ..] ? first.At : null, result.Noise);
        return new ReportFiles(markdown, HtmlPage.Render(result.Record, markdown), Summary(result), Json(result.Certificate), result.Noise.Count == 0 ? null : Json(noise));
    }

    static string Json<T>(T value) => JsonSerializer.Serialize(value, StudyJson.Page) + "\n";

    /// <summary>Base units; <see cref="Lab.Reports.Csv"/>.</summary>
    static string Summary(AnalysisResult result)
    {
        var text = new StringBuilder("metric,unit,platform,n,median,low,high,confidence,min,max,attempts,failures,p5,p95,claim\r\n");
        foreach (var level in result.Levels)
            text.Append(Reports.Csv.Row(level.Metric.Id, Format.Name(level.Metric.Unit), level.Platform, level.Samples.Count, level.Median, level.Interval.Low, level.Interval.High, level.Interval.Confidence,
                level.Min, level.Max, result.Attempts.GetValueOrDefault(level.Platform), level.Summary.Failures, level.Summary.P5, level.Summary.P95, result.Claim.Name));
        return text.ToString();
    }
}
