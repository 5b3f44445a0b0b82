using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Golden values worked out by hand or taken from the tables of the textbooks that the code names.</summary>
public sealed class StatisticsTests
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

    /// <summary>For n = 6 the signed-rank interval at 95 % is the whole range of pairwise means (confidence 0.969); for n = 10 it is from the 9th to the 9th last (0.951).</summary>
    [Fact]
    public void The_ratio_is_the_median_of_the_pairwise_means_of_the_logarithms()
    {
        var (ratio, interval) = Statistics.RatioOf([1, 2, 4]);
        Assert.Equal(2, ratio, 12);
        Assert.Equal((1, 4), (Math.Round(interval.Low, 9), Math.Round(interval.High, 9)));
        Assert.Equal(0.75, interval.Confidence, 9);
        Assert.Equal(0.969, Statistics.RatioOf([1, 2, 3, 4, 5, 6]).Interval.Confidence, 3);
        Assert.Equal(0.951, Statistics.RatioOf([.. Enumerable.Range(1, 10).Select(i => (double)i)]).Interval.Confidence, 3);
    }

    [Fact]
    public void A_ratio_and_its_inverse_are_each_others_inverse()
    {
        double[] ratios = [1.1, 1.3, 0.9, 1.2, 1.25, 1.4, 1.15];
        var forward = Statistics.RatioOf(ratios);
        var backward = Statistics.RatioOf([.. ratios.Select(r => 1 / r)]);
        Assert.Equal(1, forward.Ratio * backward.Ratio, 9);
        Assert.Equal(1, forward.Interval.Low * backward.Interval.High, 9);
    }

    [Fact]
    public void A_line_through_points_on_a_line_is_that_line()
    {
        var (slope, intercept, deviation) = Statistics.Line([(1, 5), (2, 7), (3, 9)]);
        Assert.Equal((2, 3, 0), (Math.Round(slope, 9), Math.Round(intercept, 9), Math.Round(deviation, 9)));
    }

    /// <summary>For many values the interval is about ±0.98·√n ranks, and 0.5^n is no longer a double above zero.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(1060)]
    [InlineData(2000)]
    [InlineData(10_000)]
    public void The_interval_of_the_median_holds_for_any_number_of_values(int n)
    {
        var interval = Statistics.MedianInterval([.. Enumerable.Range(1, n).Select(i => (double)i)]);
        Assert.InRange(interval.Confidence, 0.95, 0.97);
        Assert.InRange(interval.High - interval.Low, 1.96 * Math.Sqrt(n) - 4, 1.96 * Math.Sqrt(n) + 4);
    }

    [Fact]
    public void The_interval_of_a_ratio_over_four_hundred_rounds_is_still_exact() =>
        Assert.InRange(Statistics.RatioOf([.. Enumerable.Range(1, 400).Select(i => 1 + i / 1000.0)]).Interval.Confidence, 0.95, 0.951);
}
