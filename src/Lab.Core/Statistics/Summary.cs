namespace Lab.Core;

/// <summary>What the successful samples of one metric on one platform were, and how many attempts gave none. Nothing is left out as an outlier.</summary>
/// <param name="Count">Values that the other numbers are of.</param>
/// <param name="Failures">Attempts without a value.</param>
/// <param name="Interval">Exact interval of the median: <see cref="Statistics.MedianInterval"/>.</param>
/// <param name="P5">5th percentile: <see cref="Statistics.Quantile"/>.</param>
/// <param name="P95">95th percentile.</param>
public sealed record Summary(int Count, int Failures, double Median, Interval Interval, double P5, double P95, double Min, double Max)
{
    /// <exception cref="ArgumentException">No values.</exception>
    public static Summary Of(IReadOnlyList<double> values, int failures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var sorted = Statistics.Sorted(values);
        return new Summary(sorted.Length, failures, Statistics.Median(sorted), Statistics.MedianInterval(sorted), Statistics.Quantile(sorted, 0.05), Statistics.Quantile(sorted, 0.95), sorted[0], sorted[^1]);
    }

    /// <summary>Share of failed attempts, with its exact interval.</summary>
    public Estimate FailureShare => new((double)Failures / (Count + Failures), Statistics.ProportionInterval(Failures, Count + Failures));
}
