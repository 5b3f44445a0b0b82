using MathNet.Numerics.Distributions;

namespace Lab.Core;

/// <summary>How far two studies lie apart, from one value a batch of each: the difference of the means, with Welch's interval. Batches are the units, because
/// rounds of one batch share what is the batch's own. Rank methods have no 95 % interval below four batches on each side, and three are what one can afford.
/// Welch, The generalization of Student's problem when several different population variances are involved, Biometrika 34, 1947.</summary>
/// <param name="Shift">After less before.</param>
/// <param name="P">Two-sided p-value of no shift, for <see cref="Statistics.Holm"/>.</param>
/// <param name="DegreesOfFreedom">Satterthwaite, An approximate distribution of estimates of variance components, Biometrics Bulletin 2, 1946.</param>
/// <param name="Batches">Of the study that has fewer.</param>
public sealed record BatchShift(Estimate Shift, double P, double DegreesOfFreedom, int Batches)
{
    /// <summary>Fewest batches of each study that show how batches differ.</summary>
    public const int LeastBatches = 2;

    /// <returns>Null where a study has too few batches.</returns>
    public static BatchShift? Of(IReadOnlyList<double> before, IReadOnlyList<double> after, double confidence = 0.95)
    {
        var batches = Math.Min(before.Count, after.Count);
        if (batches < LeastBatches) return null;
        double one = SquaredError(before), other = SquaredError(after), shift = after.Average() - before.Average();
        var error = Math.Sqrt(one + other);
        if (error == 0) return new BatchShift(new Estimate(shift, new Interval(shift, shift, confidence)), shift == 0 ? 1 : 0, before.Count + after.Count - 2, batches);
        // As shares of the whole, so that small numbers do not become zero when squared twice.
        double share = one / (one + other), freedom = 1 / (share * share / (before.Count - 1) + (1 - share) * (1 - share) / (after.Count - 1));
        var half = error * StudentT.InvCDF(0, 1, freedom, (1 + confidence) / 2);
        return new BatchShift(new Estimate(shift, new Interval(shift - half, shift + half, confidence)), 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(shift) / error), freedom, batches);
    }

    /// <summary>The smallest shift that as many batches again would show with <see cref="Effect.Power"/>; see there.</summary>
    public double MinimumDetectable => Error * Multiple(DegreesOfFreedom);

    /// <summary>How many batches of each study would show a shift of this size with <see cref="Effect.Power"/>.</summary>
    public int BatchesFor(double shift)
    {
        var (batches, last) = ((double)Batches, 0.0);
        for (var step = 0; step < 20 && batches != last; step++)
            (last, batches) = (batches, Math.Clamp(Math.Ceiling(Batches * Math.Pow(Error * Multiple(2 * (batches - 1)) / shift, 2)), LeastBatches, 1e6));
        return (int)batches;
    }

    double Tail => (1 - Shift.Interval.Confidence) / 2;
    double Error => Shift.Interval.HalfWidth / StudentT.InvCDF(0, 1, DegreesOfFreedom, 1 - Tail);
    double Multiple(double freedom) => StudentT.InvCDF(0, 1, freedom, 1 - Tail) + StudentT.InvCDF(0, 1, freedom, Effect.Power);

    static double SquaredError(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count;
    }
}
