using Lab.Core;

namespace Lab.Reports;

/// <summary>Two studies side by side, as a table and as JSON.</summary>
public static class ComparisonTable
{
    public const string Reading =
        "Before and after are medians, or ratios formed inside rounds, with their intervals inside each study. After / before has the interval between the batches of the two studies (Welch, of logarithms). "
        + "A difference is claimed only where it holds after Holm's correction for all rows; --fail-if looks at one row alone, because it was named beforehand.";

    public static readonly IReadOnlyList<string> Columns = ["", "before", "after", "after / before", "what may be said"];

    public static string Title(StudyComparison comparison) => $"{comparison.Before.Record.Id} → {comparison.After.Record.Id}";

    /// <summary>What stands above the table: claim levels, and what the studies differ in beside their numbers.</summary>
    public static IEnumerable<string> Heading(StudyComparison comparison) =>
    [
        $"before: {comparison.Before.Record.Id}, {comparison.Before.Claim.Text}",
        $"after:  {comparison.After.Record.Id}, {comparison.After.Claim.Text}",
        .. comparison.Factors.Select(f => $"differs: {f.Name}: {Format.Plain(f.Before, 200)} → {Format.Plain(f.After, 200)}"),
    ];

    public static IEnumerable<IReadOnlyList<string>> Of(StudyComparison comparison) =>
        comparison.Changes.Select(c => (IReadOnlyList<string>)[$"{c.Metric.Id} {c.Subject}", Value(c, c.Before), Value(c, c.After), c.Ratio is { } ratio ? Format.Times(ratio) : $"{Format.Digits(c.After.Value / c.Before.Value)}×", Words(c)]);

    /// <summary>For programs: the same, with every number.</summary>
    public static object Json(StudyComparison comparison, IEnumerable<(string Text, bool Holds)> conditions) => new
    {
        before = Study(comparison.Before),
        after = Study(comparison.After),
        differs = comparison.Factors,
        changes = comparison.Changes.Select(c => new { metric = c.Metric.Id, subject = c.Subject, unit = c.Against is null ? Format.Name(c.Metric.Unit) : "ratio", c.Before, c.After, c.Ratio, c.Shift?.Batches, words = Words(c) }),
        failIf = conditions.Select(c => new { condition = c.Text, holds = c.Holds }),
    };

    static object Study(AnalysisResult result) => new { id = result.Record.Id, claim = result.Claim.Name, batches = result.Claim.Batches, rounds = result.Claim.Rounds };

    static string Words(Change change) => VerdictWords.Of(change);

    static string Value(Change change, Estimate value) => change.Against is null ? Format.Value(change.Metric.Unit, value.Value, value.Interval) : Format.Times(value);
}
