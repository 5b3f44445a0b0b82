using Lab.Core;

namespace Lab.Tests.Core;

public sealed class PairedComparisonTests
{
    [Fact]
    public void Differences_and_ratios_are_formed_inside_rounds_that_have_both()
    {
        // The rounds drift twelvefold; inside each the platform is twice the other and more by the other's value.
        var against = Values(1, 1, 2, 3, 5, 8, 12, 30);
        var found = PairedComparison.Of(Values(1, 2, 4, 6, 10, 16, 24), against)!;
        Assert.Equal((6, 1), (found.Rounds, found.Batches));
        Assert.Equal((2, 2, 2), (found.Ratio!.Value, found.Ratio.Interval.Low, found.Ratio.Interval.High));
        Assert.Equal((1, 12), (found.Difference.Headline.Interval.Low, found.Difference.Headline.Interval.High));
        Assert.Null(PairedComparison.Of(Values(1, 5), Values(2, 5)));
    }

    [Fact]
    public void The_ratio_is_that_of_the_signed_rank_interval_where_rounds_do_not_depend_on_each_other()
    {
        double[] ratios = [1.1, 1.3, 0.9, 1.2, 1.25, 1.4, 1.15, 1.05];
        var (ratio, interval) = Statistics.RatioOf(ratios);
        var found = PairedComparison.Of(Values(1, ratios), Values(1, 1, 1, 1, 1, 1, 1, 1, 1))!;
        Assert.False(found.LogRatio!.Autocorrelation.Flag);
        Assert.Equal(ratio, found.Ratio!.Value, 12);
        Assert.Equal(interval.Low, found.Ratio.Interval.Low, 12);
        Assert.Equal(interval.High, found.Ratio.Interval.High, 12);
        Assert.True(found.LogRatio is { IsOfBatches: false, OfBatches: null });
    }

    [Fact]
    public void Without_positive_values_there_is_a_difference_and_no_ratio() =>
        Assert.True(PairedComparison.Of(Values(1, 0, 4096, 0), Values(1, 4096, 4096, 4096)) is { Rounds: 3, LogRatio: null, Ratio: null, Difference.Headline.Value: < 0 });

    /// <summary>R 4.2.2: t.test(c(.02, -.02, .04, .01, .07)) has the mean 0.024, the interval ± 0.041739122145 and p = 0.18562245419.</summary>
    [Fact]
    public void Batches_that_differ_make_the_interval_between_batches_the_headline()
    {
        double[] shifts = [0.02, -0.02, 0.04, 0.01, 0.07];
        var effect = Effect.Of(shifts.Index().SelectMany(b => new[] { -0.001, 0.001, 0, 0.0005, -0.0005 }.Select((noise, round) => new RoundValue(b.Index + 1, round + 1, b.Item + noise))));
        Assert.True(effect is { IsOfBatches: true, Rounds: 25, Batches: 5 });
        Assert.Equal(0.024, effect.Headline.Value, 12);
        Assert.Equal(0.041739122145, effect.Headline.Interval.HalfWidth, 9);
        Assert.Equal(0.18562245419, effect.P, 9);
        Assert.True(effect.OfRounds.Interval.HalfWidth < effect.Headline.Interval.HalfWidth);
    }

    [Fact]
    public void Two_batches_have_no_interval_between_them_and_alike_batches_leave_the_rounds_to_speak()
    {
        double[] noise = [-3, 5, 1, -4, 2, 4, -1, -5, 3];
        Assert.Null(Effect.Of(noise.Select((v, i) => new RoundValue(1 + i % 2, i, v))).OfBatches);
        var three = Effect.Of(from batch in Enumerable.Range(1, 3) from i in Enumerable.Range(0, 9) select new RoundValue(batch, i, noise[i]));
        Assert.NotNull(three.OfBatches);
        Assert.False(three.IsOfBatches);
    }

    [Fact]
    public void Rounds_that_depend_on_each_other_widen_the_interval_and_raise_the_p_value()
    {
        double[] values = [.. Enumerable.Range(0, 24).Select(i => 0.5 + Math.Sin(i / 4.0))];
        var effect = Effect.Of(values.Select((v, i) => new RoundValue(1, i, v)));
        var (shift, interval) = Statistics.ShiftOf(values);
        Assert.InRange(effect.Autocorrelation.Widening, 2, 10);
        Assert.Equal(shift, effect.Headline.Value, 12);
        Assert.Equal(effect.Autocorrelation.Widening * interval.HalfWidth, effect.Headline.Interval.HalfWidth, 9);
        Assert.True(Statistics.SignedRankP(values) < 0.05 && effect.P > 0.05 && effect.Headline.Interval.Contains(0));
    }

    [Fact]
    public void The_order_in_which_rounds_are_given_does_not_matter()
    {
        RoundValue[] series = [.. Enumerable.Range(0, 24).Select(i => new RoundValue(1 + i / 12, 1 + i % 12, Math.Sin(i / 4.0)))];
        Assert.Equal(Effect.Of(series), Effect.Of(series.Reverse()));
    }

    /// <summary>The interval of ten rounds has the confidence 974/1024; R 4.2.2: with t = qt(1 - 25/1024, 9), (t + qt(.8, 9))/t is 1.3880255598564.</summary>
    [Fact]
    public void The_minimum_detectable_effect_follows_from_the_half_width()
    {
        var effect = Effect.Of(Enumerable.Range(1, 10).Select(i => new RoundValue(1, i, i * 7 % 11)));
        Assert.Equal(1.3880255598564 * effect.Headline.Interval.HalfWidth, effect.MinimumDetectable, 9);
        Assert.InRange(effect.RoundsFor(effect.MinimumDetectable), 10, 11);
        Assert.InRange(effect.RoundsFor(effect.MinimumDetectable / 2), 34, 40);
    }

    [Fact]
    public void Where_batches_differ_more_batches_are_needed_and_not_more_rounds_in_them()
    {
        double[] shifts = [0.02, -0.02, 0.04, 0.01, 0.07];
        Effect Of(int rounds) => Effect.Of(from b in shifts.Index() from round in Enumerable.Range(0, rounds) select new RoundValue(b.Index, round, b.Item));
        Assert.Equal(Of(4).RoundsFor(0.02) / 4, Of(10).RoundsFor(0.02) / 10);
    }

    static IEnumerable<RoundValue> Values(int firstRound, params double[] values) => values.Select((v, i) => new RoundValue(1, firstRound + i, v));
}
