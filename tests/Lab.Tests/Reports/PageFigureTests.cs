using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Tests.Reports;

/// <summary>Every number of the page is walked, in studies of every kind.</summary>
public sealed class PageFigureTests
{
    public static TheoryData<string> Kept => [.. Directory.EnumerateDirectories(Path.Combine(Catalogue.Root, "results", "kept")).Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Kept))]
    public void In_a_study_that_is_shipped_every_number_is_what_verify_computes(string folder) => Walk(StudyFolder.Read(Path.Combine(Catalogue.Root, "results", "kept", folder)));

    [Theory]
    [MemberData(nameof(OddStudies.Names), MemberType = typeof(OddStudies))]
    public void In_an_odd_study_too(string name) => Walk(OddStudies.Record(name));

    static void Walk(StudyRecord record)
    {
        var result = Analysis.Of(record);
        var oracle = new FigureOracle(result);
        var lines = record.Lines.ToDictionary(l => l.Number, l => JsonSerializer.Serialize(l.Entry, StudyJson.Line));
        foreach (var language in Texts.Languages)
        {
            var html = Report.Render(result, language).ByName[ReportFiles.Name(language, "html")];
            // A study of which nothing was measured still counts its visits.
            Assert.InRange(PageText.Figures(html).Count(), result.Levels.Where(l => result.Platforms.Take(10).Any(p => p.Id == l.Platform)).Sum(l => Math.Min(l.Samples.Count, 20)) + 1, int.MaxValue);
            foreach (var figure in PageText.Figures(html))
            {
                var expected = oracle.Of(figure.Of, figure.Part);
                Assert.True(Math.Abs(expected - figure.Value) <= 1e-12 * Math.Abs(expected), $"{figure} should be {expected:R}");
                Assert.True(Reads(figure), $"{figure} is not how {figure.Value:R} is read");
                if (figure.Part.Contains('.', StringComparison.Ordinal) && char.IsDigit(figure.Part[0]) && record.Plan.Spec.Starts == 1 && oracle.LineOf(figure.Of, figure.Part) is { } line)
                    Assert.Contains(FormattableString.Invariant($"{figure.Value:R}"), lines[line], StringComparison.Ordinal);
            }
            foreach (var (of, text) in PageText.Verdicts(html))
                Assert.Contains(text, Spoken(result, of, Texts.In(language)));
            Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", html, StringComparison.Ordinal);
        }
    }

    /// <summary>The text is the number in one of the units, or the beginning of it where the unit stands elsewhere.</summary>
    static bool Reads(PageFigure figure) => Enum.GetValues<Unit>().Select(u => Format.Value(u, figure.Value)).Append($"{Format.Digits(figure.Value)}×").Append(Format.Share(figure.Value)).Append(FormattableString.Invariant($"{figure.Value}"))
        .Any(t => t == figure.Text || t.Split(' ', '×')[0] == figure.Text);

    static string[] Spoken(AnalysisResult result, string of, Texts texts)
    {
        var comparison = result.Comparisons.Single(c => $"{c.Metric.Id} {c.Platform}/{c.Against}" == of);
        return [texts.Of(VerdictWords.Of(comparison, result.Label)), texts.Of(VerdictWords.Of(comparison.Verdict, comparison.Metric, comparison.Rounds))];
    }
}
