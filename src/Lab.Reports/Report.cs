using System.Text;
using System.Text.Json;
using Lab.Core;
using Lab.Reports.Charts;
using Lab.Reports.Pages;

namespace Lab.Reports;

/// <summary>The reports of a study: the page twice, the numbers, the equivalence certificate, and the noise floor of an A/A study.</summary>
/// <param name="NoiseFloor">Null where no platform is compared with itself.</param>
public sealed record ReportFiles(string Markdown, string Html, string Csv, string Certificate, string? NoiseFloor)
{
    public const string NoiseFloorName = "noise-floor.json";

    /// <summary>The drawings of the page.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>The page in other languages, by file name.</summary>
    public IReadOnlyDictionary<string, string> Translated { get; init; } = new Dictionary<string, string>();

    /// <summary>By the names that they have in the study's folder.</summary>
    public IReadOnlyDictionary<string, string> ByName
    {
        get
        {
            var files = new Dictionary<string, string>(Translated) { ["report.md"] = Markdown, ["report.html"] = Html, ["summary.csv"] = Csv, ["equivalence.json"] = Certificate };
            if (NoiseFloor is not null) files[NoiseFloorName] = NoiseFloor;
            foreach (var chart in Charts) files[$"charts/{chart.Name}.svg"] = chart.Standalone;
            return files;
        }
    }

    /// <summary>report.md in English, report.ko.md in Korean.</summary>
    public static string Name(string language, string extension) => language == Texts.English.Language ? $"report.{extension}" : $"report.{language}.{extension}";

    /// <summary>The languages in which a study has its page, by the names of its files.</summary>
    public static IEnumerable<string> LanguagesOf(IEnumerable<string> names) =>
        Texts.Languages.Where(l => names.Contains(Name(l, "md")) || names.Contains(Name(l, "html")));
}

/// <summary>A pure function from a study to its reports: the same study gives the same bytes.</summary>
public static class Report
{
    public static ReportFiles Render(StudyRecord record, params IEnumerable<string> languages) => Render(Analysis.Of(record), languages);

    /// <param name="languages">Beside English, which is always there.</param>
    public static ReportFiles Render(AnalysisResult result, params IEnumerable<string> languages)
    {
        var noise = new MachineNoise(result.Record.Id, result.Record.Journal is [var first, ..] ? first.At : null, result.Noise);
        var page = new PageModel(result, Texts.English);
        return new ReportFiles(MarkdownReport.Render(result, Texts.English), HtmlPage.Render(page), Summary(result), Json(result.Certificate.Select(CertificateWords.Json)), result.Noise.Count == 0 ? null : Json(noise))
        {
            Charts = page.Charts,
            Translated = languages.Distinct().Except([Texts.English.Language]).Select(Texts.In)
                .SelectMany(t => ((string, string)[])[(ReportFiles.Name(t.Language, "md"), MarkdownReport.Render(result, t)), (ReportFiles.Name(t.Language, "html"), HtmlPage.Render(new PageModel(result, t)))]).ToDictionary(),
        };
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
