using MathNet.Numerics.Distributions;

namespace Lab.Core;

/// <summary>What the in-round values of a comparison amount to. Zero is "no effect".</summary>
/// <param name="OfRounds">Hodges-Lehmann estimate with the signed-rank interval (<see cref="Statistics.ShiftOf"/>), widened where rounds depend on each other.</param>
/// <param name="OfBatches">Mean of the batch medians with Student's t interval, where there are three batches or more: it alone knows how batches differ.</param>
/// <param name="IsOfBatches">True if the wider of the two, which is the headline, is <paramref name="OfBatches"/>.</param>
/// <param name="P">Two-sided p-value of the headline, for <see cref="Statistics.Holm"/>.</param>
public sealed record Effect(Estimate OfRounds, Estimate? OfBatches, bool IsOfBatches, Autocorrelation Autocorrelation, int Rounds, int Batches, double P)
{
    /// <summary>Fewest batches for which an interval between them is computed.</summary>
    public const int LeastBatches = 3;

    /// <summary>The chance with which <see cref="MinimumDetectable"/> is found.</summary>
    public const double Power = 0.8;

    public Estimate Headline => IsOfBatches ? OfBatches! : OfRounds;

    /// <param name="series">At least one value; in any order.</param>
    public static Effect Of(IEnumerable<RoundValue> series, double confidence = 0.95) => OfOrdered([.. series.OrderBy(v => (v.Batch, v.Round))], confidence);

    /// <param name="inOrder">In the order of time.</param>
    internal static Effect OfOrdered(IReadOnlyList<RoundValue> inOrder, double confidence)
    {
        double[] values = [.. inOrder.Select(v => v.Value)];
        var batches = inOrder.Select(v => v.Batch).Distinct().Count();
        var autocorrelation = Autocorrelation.Of(values);
        Array.Sort(values);
        var (shift, interval) = Statistics.ShiftOf(values, confidence);
        var ofRounds = new Estimate(shift, interval.Widened(shift, autocorrelation.Widening));
        var (ofBatches, pOfBatches) = batches < LeastBatches ? (null, 1) : MeanOf([.. inOrder.GroupBy(v => v.Batch).Select(b => Statistics.Median([.. b.Select(v => v.Value)]))], confidence);
        var isOfBatches = ofBatches?.Interval.HalfWidth > ofRounds.Interval.HalfWidth;
        // A widened interval divides the normal deviate of the p-value by the same factor.
        var p = isOfBatches ? pOfBatches : 2 * Normal.CDF(0, 1, Normal.InvCDF(0, 1, Statistics.SignedRankP(values) / 2) / autocorrelation.Widening);
        return new Effect(ofRounds, ofBatches, isOfBatches, autocorrelation, values.Length, batches, p);
    }

    /// <summary>The smallest effect that as many rounds again would show with <see cref="Power"/>: (t of the confidence + t of the power) standard errors,
    /// the standard error being the half-width over t. Bloom, Minimum detectable effects, Evaluation Review 19, 1995.</summary>
    public double MinimumDetectable => StandardError * Multiple(Units);

    /// <summary>How many rounds in all would show an effect of this size with <see cref="Power"/>; batches keep their length. Same source.</summary>
    public int RoundsFor(double effect)
    {
        var (units, last) = ((double)Units, 0.0);
        for (var step = 0; step < 20 && units != last; step++)
            (last, units) = (units, Math.Clamp(Math.Ceiling(Units * Math.Pow(StandardError * Multiple(units) / effect, 2)), 2, 1e6));
        return (int)Math.Ceiling(units * Rounds / Units);
    }

    /// <summary>What the headline's spread is between.</summary>
    int Units => IsOfBatches ? Batches : Rounds;
    double StandardError => Headline.Interval.HalfWidth / Student(1 - Tail, Units);
    double Multiple(double units) => Student(1 - Tail, units) + Student(Power, units);
    double Tail => (1 - Headline.Interval.Confidence) / 2;

    static double Student(double probability, double units) => StudentT.InvCDF(0, 1, Math.Max(1, units - 1), probability);

    /// <summary>Mean with Student's t interval, and the p-value of a mean of zero.</summary>
    static (Estimate Mean, double P) MeanOf(double[] values, double confidence)
    {
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
        var half = error * Student((1 + confidence) / 2, values.Length);
        return (new Estimate(mean, new Interval(mean - half, mean + half, confidence)), 2 * StudentT.CDF(0, 1, values.Length - 1, -Math.Abs(mean) / error));
    }
}
