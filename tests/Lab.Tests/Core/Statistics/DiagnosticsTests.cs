using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Golden values from R 4.2.2, on data of its help pages where it has them.</summary>
public sealed class DiagnosticsTests
{
    /// <summary>R's series lh; its acf(lh) gives 0.576 at lag 1.</summary>
    static readonly double[] Hormone =
    [
        2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9, 1.8, 2.7, 3,
        2.3, 2, 2, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1, 3.4, 3, 2.9,
    ];

    [Fact]
    public void Autocorrelation_is_that_of_R_and_lowers_the_rounds_that_count()
    {
        var found = Autocorrelation.Of(Hormone);
        Assert.Equal(0.575524475524, found.First, 12);
        Assert.True(found.Flag);
        Assert.Equal(48 * (1 - 0.575524475524) / (1 + 0.575524475524), found.EffectiveRounds, 9);
        Assert.Equal(Math.Sqrt(48 / found.EffectiveRounds), found.Widening, 12);
    }

    [Fact]
    public void Rounds_that_alternate_are_flagged_and_narrow_nothing()
    {
        var found = Autocorrelation.Of([1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
        Assert.True(found is { Flag: true, First: < -0.8, Widening: 1 });
    }

    [Fact]
    public void Values_that_never_change_depend_on_nothing() => Assert.True(Autocorrelation.Of([3, 3, 3, 3]) is { Flag: false, First: 0, EffectiveRounds: 4, Widening: 1 });

    /// <summary>All 45 slopes, sorted, and the ranks of Sen's formula, worked out in R: the 11th from either end.</summary>
    [Fact]
    public void The_trend_is_the_median_slope_between_ranks()
    {
        var trend = Trend.Of([3.1, 3.3, 3.2, 3.9, 3.6, 4.4, 4.1, 4.2, 5.0, 4.6])!;
        Assert.Equal((0.20, 0.10, 0.26), (Math.Round(trend.PerRound.Value, 9), Math.Round(trend.PerRound.Interval.Low, 9), Math.Round(trend.PerRound.Interval.High, 9)));
        Assert.True(trend.Flag);
        Assert.False(Trend.Of([1, 3, 2, 3, 1, 2, 1, 3])!.Flag);
        Assert.Null(Trend.Of([1, 2, 3, 4, 5]));
    }

    [Fact]
    public void The_trend_of_a_long_series_is_still_per_round() =>
        Assert.Equal(2, Trend.Of([.. Enumerable.Range(0, 30_000).Select(i => 2.0 * i)])!.PerRound.Value, 9);

    /// <summary>The first three groups are on the help page of kruskal.test (0.68); the second pair has ties.</summary>
    [Fact]
    public void Groups_are_compared_as_R_does()
    {
        Assert.Equal(0.679964773579, Groups([2.9, 3.0, 2.5, 2.6, 3.2], [3.8, 2.7, 4.0, 2.4], [2.8, 3.4, 3.7, 2.2, 2.0]).P, 9);
        Assert.Equal(0.0152024158781, Groups([1, 2, 2, 3, 5, 5], [4, 5, 6, 6, 7, 8]).P, 9);
        Assert.True(Groups([1, 2, 3, 4, 5, 6], [11, 12, 13, 14, 15, 16]).Flag);
        Assert.Equal(1, Groups([1, 2, 3]).P);
        Assert.Equal(1, Groups([2, 2], [2, 2]).P);
        Assert.Empty(Groups().Medians);
    }

    [Fact]
    public void Order_and_carry_over_look_at_the_place_and_at_the_visit_before()
    {
        // a b | b a | a b in the first batch, b a in the second: what is first in a batch has nothing before it.
        Visit[] visits = [new(1, 1, 1, "a", true), new(1, 1, 2, "b", true), new(1, 2, 1, "b", false), new(1, 2, 2, "a", false), new(1, 3, 1, "a", false), new(1, 3, 2, "b", false), new(2, 1, 1, "b", false), new(2, 1, 2, "a", false)];
        Sample[] ofA = [new(visits[3], 20), new(visits[4], 10), new(visits[7], 22)];
        var before = GroupEffect.Predecessors(visits);
        Assert.Equal([("1", 10), ("2", 21)], GroupEffect.OfOrder(ofA).Medians.Select(m => (m.Key, m.Value)));
        Assert.Equal([("a", 10), ("b", 21)], GroupEffect.OfPredecessor(ofA, before).Medians.Select(m => (m.Key, m.Value)));
        Assert.Equal([("a", 8), ("b", 7)], GroupEffect.OfPredecessor([new(visits[2], 7), new(visits[5], 8), new(visits[6], 99)], before).Medians.Select(m => (m.Key, m.Value)));
    }

    /// <summary>Density at the split and at the peaks worked out in R with bw.nrd0 and dnorm.</summary>
    [Fact]
    public void Two_groups_are_seen_with_the_place_that_parts_them()
    {
        var found = Modality.Of([1.00, 1.02, 1.03, 1.05, 1.04, 1.01, 1.06, 1.02, 1.5, 1.52, 1.49, 1.03]);
        Assert.Equal((1.275, 0.25, true), (found.Split, found.ShareAbove, found.Flag));
        Assert.Equal(0.00237203550384, found.Valley, 9);
    }

    [Fact]
    public void One_group_and_outliers_are_not_two_groups()
    {
        Assert.False(Modality.Of([1.00, 1.02, 1.03, 1.05, 1.04, 1.01, 1.06, 1.02, 1.5, 1.52, 1.03, 1.04]).Flag);
        Assert.False(Modality.Of([.. Enumerable.Range(1, 30).Select(i => (double)i)]).Flag);
        Assert.False(Modality.Of([5, 5, 5, 5, 5, 5, 5]).Flag);
        Assert.False(Modality.Of([5]).Flag);
    }

    [Fact]
    public void Two_groups_of_many_values_are_seen_without_much_work() =>
        Assert.Equal(0.25, Modality.Of([.. Enumerable.Range(0, 100_000).Select(i => i % 4 == 0 ? 9 + i % 1000 / 1000.0 : i % 1000 / 1000.0)]).ShareAbove, 2);

    static GroupEffect Groups(params double[][] groups) => GroupEffect.Of(groups.Index().SelectMany(g => g.Item.Select(v => ($"{g.Index}", v))));
}
