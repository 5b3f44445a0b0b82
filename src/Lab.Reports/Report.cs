using System.Globalization;
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
        return new ReportFiles(markdown, HtmlPage.Render(result.Record, markdown), Csv(result), Json(result.Certificate), result.Noise.Count == 0 ? null : Json(noise));
    }

    static string Json<T>(T value) => JsonSerializer.Serialize(value, StudyJson.Page) + "\n";

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
