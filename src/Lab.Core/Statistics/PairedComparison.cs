namespace Lab.Core;

/// <summary>One value of a round.</summary>
/// <param name="Batch">From 1.</param>
/// <param name="Round">Within the batch, from 1.</param>
public readonly record struct RoundValue(int Batch, int Round, double Value);

/// <summary>One platform against another on one metric. Differences and ratios are formed inside each round that has both, so that whatever
/// changes from round to round drops out.</summary>
/// <param name="Difference">In the metric's unit.</param>
/// <param name="LogRatio">Natural logarithm of platform / against; null if a value is not positive, because leaving such rounds out would be a choice.</param>
public sealed record PairedComparison(int Rounds, int Batches, Effect Difference, Effect? LogRatio)
{
    /// <summary>The logarithm of each round's ratio in the order of time; empty where <see cref="LogRatio"/> is null.</summary>
    public IReadOnlyList<double> LogRatios { get; private init; } = [];

    /// <summary>The headline: platform / against.</summary>
    public Estimate? Ratio => LogRatio?.Headline.To(Math.Exp);

    /// <returns>Null if no round has both.</returns>
    public static PairedComparison? Of(IEnumerable<RoundValue> platform, IEnumerable<RoundValue> against, double confidence = 0.95)
    {
        var others = against.ToDictionary(v => (v.Batch, v.Round), v => v.Value);
        var pairs = platform.Where(v => others.ContainsKey((v.Batch, v.Round))).OrderBy(v => (v.Batch, v.Round)).Select(v => (Round: v, Other: others[(v.Batch, v.Round)])).ToArray();
        if (pairs.Length == 0) return null;
        RoundValue[] logRatios = pairs.Any(p => p.Round.Value <= 0 || p.Other <= 0) ? [] : [.. pairs.Select(p => p.Round with { Value = Math.Log(p.Round.Value / p.Other) })];
        var difference = Effect.OfOrdered([.. pairs.Select(p => p.Round with { Value = p.Round.Value - p.Other })], confidence);
        return new PairedComparison(difference.Rounds, difference.Batches, difference, logRatios.Length == 0 ? null : Effect.OfOrdered(logRatios, confidence))
        {
            LogRatios = [.. logRatios.Select(r => r.Value)],
        };
    }
}
