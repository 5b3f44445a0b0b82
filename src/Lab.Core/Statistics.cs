namespace Lab.Core;

/// <summary>An interval and how sure it is: the chance that it covers the true value, for independent samples.</summary>
public sealed record Interval(double Low, double High, double Confidence);

/// <summary>The estimators of the lab. None assumes a normal distribution, and none removes an outlier.</summary>
public static class Statistics
{
    /// <summary>Fewest samples for which a 95 % interval of a median exists.</summary>
    public const int LeastForInterval = 6;

    /// <exception cref="ArgumentException">No values.</exception>
    public static double Median(IReadOnlyList<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Exact interval of the median from order statistics: the k-th smallest and the k-th largest value, with the largest k for which
    /// 2·P(Binomial(n, ½) &lt; k) ≤ 5 %. Below six values none reaches 95 %: then it is the range, with the confidence that it really has.
    /// Le Boudec, Performance Evaluation of Computer and Communication Systems, 2010, theorem 2.1.</summary>
    public static Interval MedianInterval(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        int n = sorted.Length, k = 1;
        while (k < n / 2 && 2 * BinomialBelow(n, k + 1) <= 0.05) k++;
        return new Interval(sorted[k - 1], sorted[n - k], 1 - 2 * BinomialBelow(n, k));
    }

    static readonly double Scale = Math.ScaleB(1, 512);

    /// <summary>P(Binomial(n, ½) &lt; k).</summary>
    static double BinomialBelow(int n, int k)
    {
        double sum = 0, term = 1;
        var halvings = n;
        for (var i = 0; i < k; i++)
        {
            sum += term;
            term *= (double)(n - i) / (i + 1);
            // Kept within the range of a double: 0.5^n is zero there from n = 1,075 on.
            if (term > Scale) (sum, term, halvings) = (sum / Scale, term / Scale, halvings - 512);
        }
        return Math.Min(Math.ScaleB(sum, -halvings), 0.5);
    }

    /// <summary>Ratio of two platforms over rounds: <see cref="ShiftOf"/> of the logarithms of the in-round ratios.</summary>
    public static (double Ratio, Interval Interval) RatioOf(IReadOnlyList<double> ratios)
    {
        var (shift, interval) = ShiftOf([.. ratios.Select(r => Math.Log(r))]);
        return (Math.Exp(shift), new Interval(Math.Exp(interval.Low), Math.Exp(interval.High), interval.Confidence));
    }

    /// <summary>What paired differences amount to: Hodges-Lehmann estimate (median of the pairwise means), with the interval by inversion of the
    /// signed-rank test, exact. Below six pairs no 95 % interval exists: then it is the range of the pairwise means with the confidence that it
    /// really has. Hollander, Wolfe, Chicken, Nonparametric Statistical Methods, 3rd edition, sections 3.2 and 3.3.</summary>
    public static (double Shift, Interval Interval) ShiftOf(IReadOnlyList<double> differences)
    {
        var walsh = (from i in Enumerable.Range(0, differences.Count) from j in Enumerable.Range(i, differences.Count - i) select (differences[i] + differences[j]) / 2).Order().ToArray();
        var below = SignedRankBelow(differences.Count);
        var k = 1;
        while (k < walsh.Length / 2 && 2 * below(k + 1) <= 0.05) k++;
        return (Median(walsh), new Interval(walsh[k - 1], walsh[^k], 1 - 2 * below(k)));
    }

    /// <summary>P(W &lt; k) for the signed-rank sum W of n differences without ties: the share of the subsets of 1…n with each sum, counted.</summary>
    static Func<int, double> SignedRankBelow(int n)
    {
        var shares = new double[n * (n + 1) / 2 + 1];
        shares[0] = 1;
        for (var rank = 1; rank <= n; rank++)
            for (var sum = rank * (rank + 1) / 2; sum >= 0; sum--)
                shares[sum] = (shares[sum] + (sum >= rank ? shares[sum - rank] : 0)) / 2;
        var below = new double[shares.Length + 1];
        for (var sum = 0; sum < shares.Length; sum++)
            below[sum + 1] = below[sum] + shares[sum];
        return k => Math.Min(0.5, below[k]);
    }

    /// <summary>Ordinary least squares.</summary>
    public static (double Slope, double Intercept, double ResidualDeviation) Line(IReadOnlyList<(double X, double Y)> points)
    {
        double meanX = points.Average(p => p.X), meanY = points.Average(p => p.Y);
        var slope = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / points.Sum(p => (p.X - meanX) * (p.X - meanX));
        var intercept = meanY - slope * meanX;
        var squares = points.Sum(p => Math.Pow(p.Y - intercept - slope * p.X, 2));
        return (slope, intercept, points.Count > 2 ? Math.Sqrt(squares / (points.Count - 2)) : 0);
    }
}
