namespace Lab.Core;

/// <summary>The estimators of the lab. None assumes a normal distribution unless it says so, and none removes an outlier.</summary>
public static partial class Statistics
{
    /// <summary>Fewest samples for which a 95 % interval of a median exists.</summary>
    public const int LeastForInterval = 6;

    /// <summary>A copy, from the smallest to the largest. Of values that are in this order already it is no work.</summary>
    internal static double[] Sorted(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values];
        for (var i = 1; i < sorted.Length; i++)
            if (!(sorted[i - 1] <= sorted[i]))
            {
                Array.Sort(sorted);
                break;
            }
        return sorted;
    }

    /// <exception cref="ArgumentException">No values.</exception>
    public static double Median(IReadOnlyList<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var sorted = Sorted(values);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The value below which a share of the samples lies, linear between the order statistics: type 7 of Hyndman and Fan, Sample
    /// quantiles in statistical packages, The American Statistician 50, 1996. It is R's default.</summary>
    /// <param name="share">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">No values.</exception>
    public static double Quantile(IReadOnlyList<double> values, double share)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var sorted = Sorted(values);
        var place = (sorted.Length - 1) * share;
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    /// <summary>Exact interval of the median from order statistics: the k-th smallest and the k-th largest value, with the largest k for which
    /// 2·P(Binomial(n, ½) &lt; k) ≤ 5 %. Below six values none reaches 95 %: then it is the range, with the confidence that it really has.
    /// Le Boudec, Performance Evaluation of Computer and Communication Systems, 2010, theorem 2.1.</summary>
    public static Interval MedianInterval(IReadOnlyList<double> values)
    {
        var sorted = Sorted(values);
        var below = BinomialBelow(sorted.Length).TakeWhile((chance, index) => index == 0 || 2 * chance <= 0.05).ToArray();
        return new Interval(sorted[below.Length - 1], sorted[^below.Length], 1 - 2 * below[^1]);
    }

    static readonly double Scale = Math.ScaleB(1, 512);

    /// <summary>P(Binomial(n, ½) &lt; k) for k = 1, 2, … n.</summary>
    static IEnumerable<double> BinomialBelow(int n)
    {
        double sum = 0, term = 1;
        var halvings = n;
        for (var i = 0; i < n; i++)
        {
            sum += term;
            term *= (double)(n - i) / (i + 1);
            // Kept within the range of a double: 0.5^n is zero there from n = 1,075 on.
            if (term > Scale) (sum, term, halvings) = (sum / Scale, term / Scale, halvings - 512);
            yield return Math.Min(Math.ScaleB(sum, -halvings), 0.5);
        }
    }
}
