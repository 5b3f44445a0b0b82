using Lab.Core;

namespace Lab.Reports;

/// <summary>Two studies side by side, as a table and as JSON.</summary>
public static class ComparisonTable
{
    public static readonly Message Reading = new("compare.reading");

    public static IReadOnlyList<string> Columns(Texts texts) => ["", texts.Of("compare.column.before"), texts.Of("compare.column.after"), texts.Of("compare.column.ratio"), texts.Of("compare.column.words")];

    public static string Title(StudyComparison comparison) => $"{comparison.Before.Record.Id} → {comparison.After.Record.Id}";

    /// <summary>What stands above the table: claim levels, and what the studies differ in beside their numbers.</summary>
    public static IEnumerable<string> Heading(StudyComparison comparison, Texts texts) =>
    [
        texts.Of("compare.before", ("study", comparison.Before.Record.Id), ("claim", comparison.Before.Claim.Meaning)),
        texts.Of("compare.after", ("study", comparison.After.Record.Id), ("claim", comparison.After.Claim.Meaning)),
        .. comparison.Factors.Select(f => texts.Of("compare.differs", ("factor", f.Name), ("before", Format.Plain(f.Before, 200)), ("after", Format.Plain(f.After, 200)))),
    ];

    public static IEnumerable<IReadOnlyList<string>> Of(StudyComparison comparison, Texts texts) =>
        comparison.Changes.Select(c => (IReadOnlyList<string>)[$"{c.Metric.Id} {c.Subject}", Value(c, c.Before), Value(c, c.After), c.Ratio is { } ratio ? Format.Times(ratio) : $"{Format.Digits(c.After.Value / c.Before.Value)}×", texts.Of(VerdictWords.Of(c))]);

    /// <summary>For programs: the same, with every number.</summary>
    public static object Json(StudyComparison comparison, IEnumerable<(string Text, bool Holds)> conditions) => new
    {
        before = Study(comparison.Before),
        after = Study(comparison.After),
        differs = comparison.Factors,
        changes = comparison.Changes.Select(c => new { metric = c.Metric.Id, subject = c.Subject, unit = c.Against is null ? Format.Name(c.Metric.Unit) : "ratio", c.Before, c.After, c.Ratio, c.Shift?.Batches, words = Texts.English.Of(VerdictWords.Of(c)) }),
        failIf = conditions.Select(c => new { condition = c.Text, holds = c.Holds }),
    };

    static object Study(AnalysisResult result) => new { id = result.Record.Id, claim = result.Claim.Name, batches = result.Claim.Batches, rounds = result.Claim.Rounds };

    static string Value(Change change, Estimate value) => change.Against is null ? Format.Value(change.Metric.Unit, value.Value, value.Interval) : Format.Times(value);
}
