using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Golden values worked out by hand or taken from the tables of the textbooks that the code names.</summary>
public sealed class QuantilesTests
{
    [Fact]
    public void The_median_is_the_middle_value_or_the_mean_of_the_middle_two()
    {
        Assert.Equal(3, Statistics.Median([5, 1, 3]));
        Assert.Equal(2.5, Statistics.Median([4, 1, 3, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.Median([]));
    }

    /// <summary>Ranks and confidences of the tables in Le Boudec, appendix A: n = 6: 1 and 6, 0.969; n = 10: 2 and 9, 0.979; n = 20: 6 and 15, 0.959; n = 30: 10 and 21, 0.957.</summary>
    [Theory]
    [InlineData(6, 1, 6, 0.969)]
    [InlineData(10, 2, 9, 0.979)]
    [InlineData(20, 6, 15, 0.959)]
    [InlineData(30, 10, 21, 0.957)]
    public void The_interval_of_the_median_is_that_of_the_tables(int n, double low, double high, double confidence)
    {
        var interval = Statistics.MedianInterval([.. Enumerable.Range(1, n).Select(i => (double)i)]);
        Assert.Equal((low, high), (interval.Low, interval.High));
        Assert.Equal(confidence, interval.Confidence, 3);
    }

    [Fact]
    public void Below_six_values_the_interval_is_the_range_with_the_confidence_that_it_really_has()
    {
        var interval = Statistics.MedianInterval([3, 1, 5, 2, 4]);
        Assert.Equal((1, 5, 0.9375), (interval.Low, interval.High, interval.Confidence));
        Assert.Equal(0, Statistics.MedianInterval([7]).Confidence);
    }

    /// <summary>R 4.2.2: quantile(c(7.1, 3.2, 9.9, 4.4, 5.0, 6.3, 8.8), c(.05, .25, .95)).</summary>
    [Theory]
    [InlineData(0.05, 3.56)]
    [InlineData(0.25, 4.70)]
    [InlineData(0.95, 9.57)]
    [InlineData(0, 3.2)]
    [InlineData(1, 9.9)]
    public void Quantiles_are_those_of_R(double share, double expected) =>
        Assert.Equal(expected, Statistics.Quantile([7.1, 3.2, 9.9, 4.4, 5.0, 6.3, 8.8], share), 12);

    [Fact]
    public void The_only_value_is_every_quantile() => Assert.Equal(4, Statistics.Quantile([4], 0.95));

    /// <summary>For many values the interval is about ±0.98·√n ranks, and 0.5^n is no longer a double above zero.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(1060)]
    [InlineData(2000)]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void The_interval_of_the_median_holds_for_any_number_of_values(int n)
    {
        var interval = Statistics.MedianInterval([.. Enumerable.Range(1, n).Select(i => (double)i)]);
        Assert.InRange(interval.Confidence, 0.95, 0.97);
        Assert.InRange(interval.High - interval.Low, 1.96 * Math.Sqrt(n) - 4, 1.96 * Math.Sqrt(n) + 4);
    }
}
