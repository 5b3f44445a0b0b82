namespace Lab.Core;

/// <summary>One value of a round.</summary>
/// <param name="Batch">From 1.</param>
/// <param name="Round">Within the batch, from 1.</param>
public sealed record RoundValue(int Batch, int Round, double Value);

/// <summary>One platform against another on one metric. Differences and ratios are formed inside each round that has both, so that whatever
/// changes from round to round drops out.</summary>
/// <param name="Difference">In the metric's unit.</param>
/// <param name="LogRatio">Natural logarithm of platform / against; null if a value is not positive, because leaving such rounds out would be a choice.</param>
public sealed record PairedComparison(int Rounds, int Batches, Effect Difference, Effect? LogRatio)
{
    /// <summary>The headline: platform / against.</summary>
    public Estimate? Ratio => LogRatio?.Headline.To(Math.Exp);

    /// <returns>Null if no round has both.</returns>
    public static PairedComparison? Of(IEnumerable<RoundValue> platform, IEnumerable<RoundValue> against, double confidence = 0.95)
    {
        var pairs = platform.Join(against, v => (v.Batch, v.Round), v => (v.Batch, v.Round), (a, b) => (a.Batch, a.Round, One: a.Value, Other: b.Value)).ToArray();
        if (pairs.Length == 0) return null;
        return new PairedComparison(pairs.Length, pairs.Select(p => p.Batch).Distinct().Count(),
            Effect.Of([.. pairs.Select(p => new RoundValue(p.Batch, p.Round, p.One - p.Other))], confidence),
            pairs.Any(p => p.One <= 0 || p.Other <= 0) ? null : Effect.Of([.. pairs.Select(p => new RoundValue(p.Batch, p.Round, Math.Log(p.One / p.Other)))], confidence));
    }
}
