using System.Globalization;
using Lab.Core;

namespace Lab.Reports;

/// <summary>Verdicts as sentences. All of them stand here, so that another language is another class like this one.</summary>
public static class VerdictWords
{
    /// <summary>What the verdicts of a report are.</summary>
    public const string Rules =
        "Equivalent means within 5 % (memory and disk: within 5 % or 1 MiB, whichever is more), a region that was fixed beforehand. One comparison, the primary one, "
        + "was fixed before the study too. All others are exploratory: each interval holds at 95 % by itself, so of twenty comparisons of equals about one comes out different by chance.";

    /// <summary>A whole sentence: what is compared with what, and the verdict.</summary>
    /// <param name="label">The honest name of a platform.</param>
    public static string Of(Comparison comparison, Func<string, string> label) =>
        $"{comparison.Metric.Id}: {label(comparison.Platform)} against {label(comparison.Against)}: {Of(comparison.Verdict, comparison.Metric, comparison.Rounds)}.";

    /// <summary>What a number of one study is in another.</summary>
    public static string Of(Change change) => Of(change.Verdict, change.Metric, change.Shift?.Batches ?? 0, "batches of each study");

    /// <param name="count">Rounds that the comparison has, or other units.</param>
    public static string Of(Verdict verdict, Metric metric, int count, string units = "rounds") => verdict switch
    {
        Slower { Ratio: var ratio } => $"{(IsAmount(metric) ? MoreOrLess(ratio) : "slower")} by {Factor(ratio)}",
        Faster { Ratio: var ratio } => $"{(IsAmount(metric) ? MoreOrLess(ratio) : "faster")} by {Factor(ratio)}",
        Equivalent { Region: var region } => $"equivalent within {Margin(region, metric)}",
        NotDistinguishable unclear => NotDistinguishable(unclear, metric, count, units),
        NoClaim { Reason: var reason } => reason switch
        {
            NoClaimReason.Failures => $"no claim: more than {Format.Share(Verdict.MostFailures)} of the attempts failed on one side",
            NoClaimReason.FewRounds => $"no claim: for fewer than {Statistics.LeastForInterval} rounds no 95 % interval exists",
            NoClaimReason.Multiplicity => "no claim: it does not hold after Holm's correction for all comparisons of this table",
            NoClaimReason.FewBatches => "between-batch spread unknown: no claim",
            _ => "no claim: a value is not above zero, so that no ratio exists",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    static string NotDistinguishable(NotDistinguishable verdict, Metric metric, int count, string units)
    {
        var margin = verdict.SmallestDifference > verdict.Region.Margin ? $" for one of {Margin(verdict.Region, metric)}" : "";
        var needed = verdict.RoundsNeeded switch
        {
            _ when verdict.RoundsNeeded <= count => "",
            >= 1_000_000 => $"; a million or more would be needed{margin}",
            >= 100 and var many => $"; about {Whole(Math.Round(many / 10.0) * 10)} would be needed{margin}",
            var few => $"; about {Whole(few)} would be needed{margin}",
        };
        return $"not distinguishable: a difference under {Format.Share(verdict.SmallestDifference)} would not show in these {Whole(count)} {units}{needed}";
    }

    /// <summary>Time and rate are slower or faster; of bytes and counts there is more or less.</summary>
    static bool IsAmount(Metric metric) => metric.Unit is Unit.Bytes or Unit.Count;

    static string MoreOrLess(Estimate ratio) => ratio.Value > 1 ? "more" : "less";

    /// <summary>Always above 1: the word says the direction.</summary>
    static string Factor(Estimate ratio) => ratio.Value < 1
        ? Times(1 / ratio.Value, 1 / ratio.Interval.High, 1 / ratio.Interval.Low)
        : Times(ratio.Value, ratio.Interval.Low, ratio.Interval.High);

    static string Times(double value, double low, double high) => $"{Format.Digits(value)}× ({Format.Digits(low)} to {Format.Digits(high)})";

    /// <summary>The region's margin: where it is wider than for a time, it is 1 MiB of what the ratio is against.</summary>
    static string Margin(PracticalEquivalence region, Metric metric) =>
        metric.Unit == Unit.Bytes && region.Margin > PracticalEquivalence.Default(Unit.Seconds, 1).Margin ? "1 MiB" : Format.Share(region.Margin);

    static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
