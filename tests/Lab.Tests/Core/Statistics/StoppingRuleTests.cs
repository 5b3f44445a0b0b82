using Lab.Core;

namespace Lab.Tests.Core;

public sealed class StoppingRuleTests
{
    static readonly StoppingRule Rule = new();

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(16)]
    public void It_goes_on_before_the_second_look_and_between_looks(int rounds) => Assert.Equal(new Continue(), Rule.Decide(Series(rounds, 0.01)));

    [Theory]
    [InlineData(15)]
    [InlineData(20)]
    public void It_stops_once_two_looks_found_the_interval_narrow_enough(int rounds)
    {
        var stop = Assert.IsType<Stop>(Rule.Decide(Series(rounds, 0.01)));
        Assert.Equal(StopReason.PrecisionReached, stop.Reason);
        Assert.InRange(stop.HalfWidth, 0.001, 0.01);
        Assert.IsType<Stop>((Rule with { Looks = 1 }).Decide(Series(rounds - 5, 0.01)));
    }

    [Fact]
    public void A_look_that_found_it_too_wide_is_not_made_good_by_the_next_one()
    {
        // Four rounds that scatter, then many that hardly do: the first look that finds the interval narrow stands alone.
        RoundValue[] series = [.. Series(4, 0.4), .. Series(46, 0.001).Select(r => r with { Round = r.Round + 4 })];
        var first = Enumerable.Range(2, 8).Select(look => 5 * look).First(n => (Rule with { Looks = 1 }).Decide(series[..n]) is Stop);
        Assert.InRange(first, 15, 40);
        Assert.IsType<Continue>(Rule.Decide(series[..first]));
        Assert.IsType<Stop>(Rule.Decide(series[..(first + 5)]));
    }

    [Fact]
    public void It_never_stops_because_of_what_the_rounds_show() =>
        Assert.Equal(new Continue(), Rule.Decide(Series(40, 0.5).Select(r => r with { Value = r.Value + 3 })));

    [Fact]
    public void The_maximum_and_the_budget_end_a_study_and_say_how_far_it_came()
    {
        var maximum = Assert.IsType<Stop>(Rule.Decide(Series(50, 0.5)));
        Assert.Equal(StopReason.Maximum, maximum.Reason);
        Assert.InRange(maximum.HalfWidth, 0.05, 0.3);
        Assert.Equal(StopReason.Budget, Assert.IsType<Stop>(Rule.Decide(Series(13, 0.5), budgetLeft: false)).Reason);
        Assert.Equal(new Stop(StopReason.Budget, double.PositiveInfinity), Rule.Decide(Series(3, 0.5), budgetLeft: false));
    }

    [Fact]
    public void Rounds_are_counted_over_all_batches_and_batches_may_be_asked_for()
    {
        var series = Series(20, 0.01).Select((r, i) => r with { Batch = 1 + i / 7 }).ToArray();
        Assert.IsType<Stop>(Rule.Decide(series));
        Assert.IsType<Continue>((Rule with { Batches = 4 }).Decide(series));
    }

    /// <summary>Scattered without a trend or a dependence that would be flagged.</summary>
    static IEnumerable<RoundValue> Series(int rounds, double deviation) =>
        Enumerable.Range(1, rounds).Select(i => new RoundValue(1, i, deviation * (i * 7 % 11 - 5) / 3));
}
