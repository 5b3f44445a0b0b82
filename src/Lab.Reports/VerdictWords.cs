using Lab.Core;

namespace Lab.Reports;

/// <summary>Verdicts as messages.</summary>
public static class VerdictWords
{
    /// <summary>What the verdicts of a report are.</summary>
    public static readonly Message Rules = new("verdict.rules");

    /// <summary>A whole sentence: what is compared with what, and the verdict.</summary>
    /// <param name="label">The honest name of a platform.</param>
    public static Message Of(Comparison comparison, Func<string, string> label) => new("verdict.comparison",
        ("metric", comparison.Metric.Id), ("platform", Recorded.Label(label(comparison.Platform))), ("against", Recorded.Label(label(comparison.Against))), ("verdict", Of(comparison.Verdict, comparison.Metric, comparison.Rounds)));

    /// <summary>What a number of one study is in another.</summary>
    public static Message Of(Change change) => Of(change.Verdict, change.Metric, change.Shift?.Batches ?? 0, "verdict.of-batches");

    /// <param name="count">Rounds that the comparison has, or other units.</param>
    public static Message Of(Verdict verdict, Metric metric, int count, string units = "verdict.of-rounds") => verdict switch
    {
        Slower { Ratio: var ratio } => By(IsAmount(metric) ? MoreOrLess(ratio) : "verdict.slower", ratio),
        Faster { Ratio: var ratio } => By(IsAmount(metric) ? MoreOrLess(ratio) : "verdict.faster", ratio),
        Equivalent { Region: var region } => new("verdict.equivalent", ("margin", Margin(region, metric))),
        NotDistinguishable unclear => NotDistinguishable(unclear, metric, count, units),
        NoClaim { Reason: var reason } => reason switch
        {
            NoClaimReason.Failures => new("verdict.no-claim.failures", ("most", new Share(Verdict.MostFailures))),
            NoClaimReason.FewRounds => new("verdict.no-claim.few-rounds", ("least", Statistics.LeastForInterval)),
            NoClaimReason.Multiplicity => new("verdict.no-claim.multiplicity"),
            NoClaimReason.FewBatches => new("verdict.no-claim.few-batches"),
            _ => new("verdict.no-claim.no-ratio"),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    static Message NotDistinguishable(NotDistinguishable verdict, Metric metric, int count, string units)
    {
        (string, object)[] of = [("difference", new Share(verdict.SmallestDifference)), ("units", new Message(units, ("count", count)))];
        if (verdict.RoundsNeeded <= count) return new("verdict.unclear", of);
        var isWide = verdict.SmallestDifference > verdict.Region.Margin;
        (string, object) margin = ("margin", Margin(verdict.Region, metric));
        if (verdict.RoundsNeeded >= 1_000_000) return isWide ? new("verdict.unclear-million-for", [.. of, margin]) : new("verdict.unclear-million", of);
        (string, object) needed = ("needed", (int)Math.Round(verdict.RoundsNeeded >= 100 ? Math.Round(verdict.RoundsNeeded / 10.0) * 10 : verdict.RoundsNeeded));
        return isWide ? new("verdict.unclear-needed-for", [.. of, needed, margin]) : new("verdict.unclear-needed", [.. of, needed]);
    }

    /// <summary>Time and rate are slower or faster; of bytes and counts there is more or less.</summary>
    static bool IsAmount(Metric metric) => metric.Unit is Unit.Bytes or Unit.Count;

    static string MoreOrLess(Estimate ratio) => ratio.Value > 1 ? "verdict.more" : "verdict.less";

    /// <summary>The factor is always above 1: the word says the direction.</summary>
    static Message By(string key, Estimate ratio) => ratio.Value < 1
        ? new(key, ("factor", 1 / ratio.Value), ("low", 1 / ratio.Interval.High), ("high", 1 / ratio.Interval.Low))
        : new(key, ("factor", ratio.Value), ("low", ratio.Interval.Low), ("high", ratio.Interval.High));

    /// <summary>The region's margin: where it is wider than for a time, it is 1 MiB of what the ratio is against.</summary>
    static object Margin(PracticalEquivalence region, Metric metric) =>
        metric.Unit == Unit.Bytes && region.Margin > PracticalEquivalence.Default(Unit.Seconds, 1).Margin ? "1 MiB" : new Share(region.Margin);
}
