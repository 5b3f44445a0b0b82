using MathNet.Numerics.Distributions;

namespace Lab.Core;

/// <summary>Change from round to round over a whole series.</summary>
/// <param name="PerRound">Median slope between all pairs of rounds, with its interval at 95 %.</param>
/// <param name="Flag">True if the interval leaves zero out.</param>
public sealed record Trend(Estimate PerRound, bool Flag)
{
    /// <summary>A longer series is first thinned to this many medians of neighbours, because pairs grow with the square.</summary>
    const int Most = 500;

    /// <summary>Theil-Sen slope; the interval is between slopes whose ranks come from the normal approximation of Kendall's statistic. Sen, Estimates
    /// of the regression coefficient based on Kendall's tau, Journal of the American Statistical Association 63, 1968.</summary>
    /// <param name="series">In the order of time.</param>
    /// <returns>Null below six rounds, where no 95 % interval exists.</returns>
    public static Trend? Of(IReadOnlyList<double> series)
    {
        if (series.Count < Statistics.LeastForInterval) return null;
        var size = (series.Count + Most - 1) / Most;
        var values = size == 1 ? series : [.. series.Chunk(size).Select(c => Statistics.Median(c))];
        var n = values.Count;
        var (slopes, pairs) = (new double[n * (n - 1) / 2], 0);
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++)
                slopes[pairs++] = (values[j] - values[i]) / ((j - i) * size);
        Array.Sort(slopes);
        var reach = Normal.InvCDF(0, 1, 0.975) * Math.Sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
        var rank = (int)((slopes.Length - reach) / 2);
        var interval = new Interval(slopes[rank - 1], slopes[^rank], 0.95);
        return new Trend(new Estimate(Statistics.Median(slopes), interval), !interval.Contains(0));
    }
}
