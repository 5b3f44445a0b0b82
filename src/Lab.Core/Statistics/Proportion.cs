using MathNet.Numerics.Distributions;

namespace Lab.Core;

public static partial class Statistics
{
    /// <summary>Exact interval of a share of failures, from the beta distribution; it covers at least as often as it says. Clopper and Pearson,
    /// The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934.</summary>
    /// <param name="count">How many of the attempts were of the kind, at most <paramref name="attempts"/>.</param>
    public static Interval ProportionInterval(int count, int attempts, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, attempts);
        var tail = (1 - confidence) / 2;
        return new Interval(
            count == 0 ? 0 : Beta.InvCDF(count, attempts - count + 1, tail),
            count == attempts ? 1 : Beta.InvCDF(count + 1, attempts - count, 1 - tail), confidence);
    }

    /// <summary>p-values adjusted so that the chance of even one false claim among them stays below the level: step-down, in the order given.
    /// Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.</summary>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        var most = 0.0;
        foreach (var (rank, (index, p)) in pValues.Index().OrderBy(v => v.Item).Index())
            adjusted[index] = most = Math.Max(most, Math.Min(1, (pValues.Count - rank) * p));
        return adjusted;
    }
}
