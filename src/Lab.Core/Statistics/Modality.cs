using MathNet.Numerics.Distributions;

namespace Lab.Core;

/// <summary>Whether the values fall into two groups. Their density is estimated with normal kernels of the width 0.9·min(s, IQR/1.34)·n^(−1/5): Silverman,
/// Density Estimation for Statistics and Data Analysis, 1986, equation 3.31. Of all places between two values that leave enough on both sides, the one
/// where the density is lowest against the lower of the peaks beside it parts them. Enough is three values and a tenth of all, so that an outlier is no group.</summary>
/// <param name="Valley">Density at that place over that of the lower peak; 1 if there is no such place.</param>
/// <param name="Split">The place; NaN if there is none.</param>
/// <param name="ShareAbove">Share of the values above it.</param>
/// <param name="Flag">True if the valley is under a half. How often that finds two modes, or finds them where they are not, stands in docs/coverage.md.</param>
public sealed record Modality(double Valley, double Split, double ShareAbove, bool Flag)
{
    /// <summary>A larger sample is thinned to so many of its quantiles, because the work grows with the square.</summary>
    const int Most = 400;

    /// <param name="values">At least one.</param>
    public static Modality Of(IReadOnlyList<double> values)
    {
        var sorted = Statistics.Sorted(values);
        if (sorted.Length > Most) sorted = [.. Enumerable.Range(0, Most).Select(i => sorted[(int)((i + 0.5) / Most * values.Count)])];
        var n = sorted.Length;
        var (width, least) = (KernelWidth(sorted), Math.Max(3, (int)Math.Ceiling(n / 10.0)));
        var none = new Modality(1, double.NaN, 0, false);
        if (width == 0 || n < 2 * least) return none;
        double Density(double x) => sorted.Sum(v => Normal.PDF(v, width, x));
        var peaks = sorted.Select(Density).ToArray();
        return Enumerable.Range(least, n - 2 * least + 1).Where(i => sorted[i - 1] < sorted[i])
            .Select(i => (Place: (sorted[i - 1] + sorted[i]) / 2, Peak: Math.Min(peaks[..i].Max(), peaks[i..].Max()), Above: (double)(n - i) / n))
            .Select(s => new Modality(Density(s.Place) / s.Peak, s.Place, s.Above, Density(s.Place) < s.Peak / 2))
            .Append(none).MinBy(m => m.Valley)!;
    }

    static double KernelWidth(double[] sorted)
    {
        var mean = sorted.Average();
        var deviation = Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, sorted.Length - 1));
        var quartiles = (Statistics.Quantile(sorted, 0.75) - Statistics.Quantile(sorted, 0.25)) / 1.34;
        return 0.9 * (quartiles > 0 ? Math.Min(deviation, quartiles) : deviation) * Math.Pow(sorted.Length, -0.2);
    }
}
