using MathNet.Numerics.Distributions;

namespace Lab.Core;

public static partial class Statistics
{
    /// <summary>From here on the signed-rank sum is taken as normal; below, its distribution is counted.</summary>
    const int ManyPairs = 100;
    /// <summary>So many pairwise means are sorted in less time than it takes to go through the pairs of a large n once more.</summary>
    const int FewMeans = 500;

    /// <summary>Ratio of two platforms over rounds: <see cref="ShiftOf"/> of the logarithms of the in-round ratios.</summary>
    public static (double Ratio, Interval Interval) RatioOf(IReadOnlyList<double> ratios)
    {
        var (shift, interval) = ShiftOf([.. ratios.Select(r => Math.Log(r))]);
        return (Math.Exp(shift), interval.To(Math.Exp));
    }

    /// <summary>What paired differences amount to: Hodges-Lehmann estimate (median of the pairwise means), with the interval by inversion of the
    /// signed-rank test, exact below 100 pairs. Where too few pairs exist for the confidence (below six for 95 %) it is the range of the pairwise
    /// means with the confidence that it really has. Hollander, Wolfe, Chicken, Nonparametric Statistical Methods, 3rd edition, sections 3.2 and 3.3.</summary>
    public static (double Shift, Interval Interval) ShiftOf(IReadOnlyList<double> differences, double confidence = 0.95)
    {
        var sorted = Sorted(differences);
        var means = (long)sorted.Length * (sorted.Length + 1) / 2;
        var below = SignedRankBelow(sorted.Length);
        long k = 1, beyond = means / 2 + 1;
        while (beyond - k > 1)
            if (2 * below((k + beyond) / 2) <= 1 - confidence) k = (k + beyond) / 2;
            else beyond = (k + beyond) / 2;
        var found = PairwiseMeans(sorted, [k, (means + 1) / 2, means / 2 + 1, means + 1 - k]);
        return ((found[1] + found[2]) / 2, new Interval(found[0], found[3], 1 - 2 * below(k)));
    }

    /// <summary>Two-sided p-value of the signed-rank test of no shift: at most α just where the interval at confidence 1 − α leaves zero out.
    /// Same source as <see cref="ShiftOf"/>.</summary>
    public static double SignedRankP(IReadOnlyList<double> differences)
    {
        var sorted = Sorted(differences);
        var notAbove = PairwiseMeansUpTo(sorted, 0);
        var notBelow = (long)sorted.Length * (sorted.Length + 1) / 2 - PairwiseMeansUpTo(sorted, -double.Epsilon);
        return 2 * SignedRankBelow(sorted.Length)(Math.Min(notAbove, notBelow) + 1);
    }

    /// <summary>The k-th smallest of the n(n + 1)/2 pairwise means for each of some k, found by bisection over the numbers themselves, so that n may be large.
    /// Once few are left they are sorted.</summary>
    /// <param name="ranks">From the smallest to the largest.</param>
    static double[] PairwiseMeans(double[] sorted, long[] ranks)
    {
        return [.. Between(double.NegativeInfinity, 0, Key(sorted[0]), Key(sorted[^1]), (long)sorted.Length * (sorted.Length + 1) / 2, ranks).Select(m => m + 0.0)]; // No negative zero.

        IEnumerable<double> Between(double above, long below, long low, long high, long upTo, long[] ranks)
        {
            if (ranks.Length == 0) return [];
            if (low == high) return ranks.Select(_ => Number(low));
            if (upTo - below <= FewMeans)
            {
                var few = Sorted([.. PairwiseMeansBetween(sorted, above, Number(high))]);
                return ranks.Select(k => few[k - below - 1]);
            }
            var middle = low + (long)((ulong)(high - low) / 2);
            var count = PairwiseMeansUpTo(sorted, Number(middle));
            return Between(above, below, low, middle, count, [.. ranks.Where(k => k <= count)]).Concat(Between(Number(middle), count, middle + 1, high, upTo, [.. ranks.Where(k => k > count)]));
        }
    }

    static IEnumerable<double> PairwiseMeansBetween(double[] sorted, double above, double upTo)
    {
        var last = sorted.Length - 1;
        for (var i = 0; i <= last; i++)
        {
            while (last >= i && (sorted[i] + sorted[last]) / 2 > upTo) last--;
            for (var j = last; j >= i && (sorted[i] + sorted[j]) / 2 is var mean && mean > above; j--)
                yield return mean;
        }
    }

    static long PairwiseMeansUpTo(double[] sorted, double limit)
    {
        long count = 0;
        var j = sorted.Length - 1;
        for (var i = 0; i <= j; i++)
        {
            while (j >= i && (sorted[i] + sorted[j]) / 2 > limit) j--;
            count += j - i + 1;
        }
        return count;
    }

    /// <summary>A whole number for each double, in the same order.</summary>
    static long Key(double number) => BitConverter.DoubleToInt64Bits(number) is var bits && bits < 0 ? bits ^ long.MaxValue : bits;
    static double Number(long key) => BitConverter.Int64BitsToDouble(key < 0 ? key ^ long.MaxValue : key);

    /// <summary>P(W &lt; k) for the signed-rank sum W of n differences without ties, ½ at most: the share of the subsets of 1…n with each sum.</summary>
    static Func<long, double> SignedRankBelow(int n)
    {
        if (n >= ManyPairs)
        {
            var (mean, deviation) = (n * (n + 1.0) / 4, Math.Sqrt(n * (n + 1.0) * (2.0 * n + 1) / 24));
            return k => Math.Min(0.5, Normal.CDF(mean, deviation, k - 0.5));
        }
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
}
