using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Golden values by hand, and from R 4.2.2: wilcox.test(x, y, paired = TRUE, conf.int = TRUE) on the depression scores of Hollander and Wolfe that its help page uses.</summary>
public sealed class SignedRankTests
{
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
    public void The_interval_of_a_ratio_over_four_hundred_rounds_is_as_sure_as_it_says() =>
        Assert.InRange(Statistics.RatioOf([.. Enumerable.Range(1, 400).Select(i => 1 + i / 1000.0)]).Interval.Confidence, 0.95, 0.951);

    static readonly double[] Depression =
        [1.83 - 0.878, 0.50 - 0.647, 1.62 - 0.598, 2.48 - 2.05, 1.68 - 1.06, 1.88 - 1.29, 1.55 - 1.06, 3.06 - 3.14, 1.30 - 1.29];

    [Theory]
    [InlineData(0.95, 0.010, 0.786)]
    [InlineData(0.90, 0.175, 0.726)]
    public void Shift_and_interval_are_those_of_R(double confidence, double low, double high)
    {
        var (shift, interval) = Statistics.ShiftOf(Depression, confidence);
        Assert.Equal(0.46, shift, 12);
        Assert.Equal(low, interval.Low, 12);
        Assert.Equal(high, interval.High, 12);
        Assert.InRange(interval.Confidence, confidence, 1);
    }

    [Fact]
    public void The_p_value_is_that_of_R_whichever_way_the_difference_is_taken()
    {
        Assert.Equal(0.0390625, Statistics.SignedRankP(Depression), 12);
        Assert.Equal(0.0390625, Statistics.SignedRankP([.. Depression.Select(d => -d)]), 12);
        Assert.Equal(1, Statistics.SignedRankP([0, 0, 0]));
    }

    /// <summary>All pairwise means, sorted, are the independent way.</summary>
    [Fact]
    public void Ties_negative_values_and_zeros_give_the_same_as_sorting_all_pairwise_means()
    {
        double[] values = [-3, 0, 0, 2, 2, 2, -1, 5, 0.5, -0.25, 7, 7];
        var means = (from i in Enumerable.Range(0, 12) from j in Enumerable.Range(i, 12 - i) select (values[i] + values[j]) / 2).Order().ToArray();
        var (shift, interval) = Statistics.ShiftOf(values);
        // 14 is the largest k with 2·P(W < k) of at most 5 % for twelve pairs: Hollander and Wolfe, table A.4.
        Assert.Equal((Statistics.Median(means), means[13], means[^14]), (shift, interval.Low, interval.High));
    }

    /// <summary>Too many means to sort at once: the bisection narrows them down first. 435 is the largest k for fifty pairs, by the same table.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(1e12)]
    public void Of_many_pairs_the_means_are_found_as_by_sorting_them_all(double shiftedBy)
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => shiftedBy + (i * 7 % 11 - 5) * (i % 4 == 0 ? 1 : 0.125 * i))];
        var means = (from i in Enumerable.Range(0, 50) from j in Enumerable.Range(i, 50 - i) select (values[i] + values[j]) / 2).Order().ToArray();
        var (shift, interval) = Statistics.ShiftOf(values);
        Assert.Equal((Statistics.Median(means), means[434], means[^435]), (shift, interval.Low, interval.High));
    }

    [Fact]
    public void Of_many_pairs_that_are_all_zero_but_one_the_shift_is_zero()
    {
        var (shift, interval) = Statistics.ShiftOf([.. Enumerable.Repeat(0.0, 50), .. Enumerable.Repeat(-0.0, 50), 1]);
        Assert.Equal((0, 0, 0), (shift, interval.Low, interval.High));
    }

    /// <summary>The exact distribution ends at 100 pairs and the normal one begins.</summary>
    [Fact]
    public void The_interval_hardly_changes_where_counting_ends()
    {
        static Interval Of(int n) => Statistics.ShiftOf([.. Enumerable.Range(1, n).Select(i => (double)i)]).Interval;
        Assert.InRange(Of(100).HalfWidth - Of(99).HalfWidth, 0, 0.5);
        Assert.Equal(Of(99).Confidence, Of(100).Confidence, 3);
    }

    [Fact]
    public void A_hundred_thousand_rounds_are_no_work() =>
        Assert.Equal(50_000.5, Statistics.ShiftOf([.. Enumerable.Range(1, 100_000).Select(i => (double)i)]).Shift);
}
