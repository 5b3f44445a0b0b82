using Lab.Core;

namespace Lab.Tests.Core;

public sealed class VerdictTests
{
    static readonly PracticalEquivalence FivePercent = PracticalEquivalence.Default(Unit.Seconds, 1);
    static readonly double[] Noise = [0.97, 1.02, 0.99, 1.03, 0.98, 1.01, 1.00, 0.985, 1.015, 1.005];

    [Theory]
    [InlineData(2, Better.Lower, typeof(Slower))]
    [InlineData(2, Better.Higher, typeof(Faster))]
    [InlineData(0.5, Better.Lower, typeof(Faster))]
    [InlineData(0.5, Better.Higher, typeof(Slower))]
    [InlineData(1, Better.Lower, typeof(Equivalent))]
    public void The_interval_decides(double ratio, Better better, Type expected)
    {
        var verdict = Of(Noise.Select(n => ratio * n), better);
        Assert.IsType(expected, verdict);
        if (verdict is Slower { Ratio: var found }) Assert.True(found.Interval.Contains(ratio));
    }

    [Fact]
    public void A_difference_inside_the_region_is_equivalent_even_where_it_is_certain() => Assert.IsType<Equivalent>(Of(Noise.Select(n => 1.02 + (n - 1) / 100)));

    [Fact]
    public void A_wide_interval_says_what_it_would_show_and_what_it_would_take()
    {
        var verdict = Assert.IsType<NotDistinguishable>(Of(Noise.Select(n => Math.Pow(n, 6))));
        // Noise of ±6 to 18 %: ten rounds show about 11 %, so 5 % takes about (11/5)² times as many.
        Assert.InRange(verdict.SmallestDifference, 0.09, 0.15);
        Assert.InRange(verdict.RoundsNeeded, 30, 70);
    }

    [Theory]
    [InlineData(1, NoClaimReason.Failures)]
    [InlineData(0, null)]
    public void One_failure_in_eleven_is_too_many(int failures, NoClaimReason? reason)
    {
        Assert.Equal(reason, (Of(Noise.Select(n => 2 * n), failures: failures) as NoClaim)?.Reason);
        Assert.Equal(reason, (Of(Noise.Select(n => 2 * n), failuresAgainst: failures) as NoClaim)?.Reason);
    }

    [Fact]
    public void Five_percent_of_failures_are_not_too_many() => Assert.IsType<Slower>(Of(Enumerable.Repeat(2.0, 19), failures: 1));

    [Fact]
    public void Nothing_is_claimed_of_five_rounds_of_one_batch_between_studies_or_without_a_ratio()
    {
        Assert.Equal(new NoClaim(NoClaimReason.FewRounds), Of(Noise.Take(5).Select(n => 2 * n)));
        Assert.IsType<Slower>(Of(Noise.Take(6).Select(n => 2 * n)));
        Assert.Equal(new NoClaim(NoClaimReason.FewBatches), Of(Noise.Select(n => 2 * n), leastBatches: 2));
        Assert.Equal(new NoClaim(NoClaimReason.NoRatio), Of([0, .. Noise]));
    }

    [Fact]
    public void The_region_is_five_percent_and_of_bytes_at_least_one_mebibyte()
    {
        Assert.Equal(0.05, FivePercent.Margin);
        Assert.Equal(0.05, PracticalEquivalence.Default(Unit.Bytes, 200 << 20).Margin);
        Assert.Equal(0.125, PracticalEquivalence.Default(Unit.Bytes, 8 << 20).Margin);
        Assert.Equal(0.05, PracticalEquivalence.Default(Unit.Bytes, 0).Margin);
        Assert.True(FivePercent.Contains(new Interval(Math.Log(1 / 1.0499), Math.Log(1.0499), 0.95)));
        Assert.False(FivePercent.Contains(new Interval(Math.Log(0.951), 0, 0.95)));
    }

    [Fact]
    public void A_platform_against_itself_gives_the_noise_floor()
    {
        var same = Compare(Noise);
        var floor = NoiseFloor.Of(same)!;
        Assert.Equal(Math.Exp(same.LogRatio!.Headline.Interval.HalfWidth) - 1, floor.HalfWidth);
        Assert.True(floor is { CoversOne: true, Rounds: 10 } && floor.MinimumDetectable > floor.HalfWidth && floor.MinimumDetectable < 1.5 * floor.HalfWidth);
        Assert.False(NoiseFloor.Of(Compare(Noise.Select(n => 1.1 * n)))!.CoversOne);
        Assert.Null(NoiseFloor.Of(Compare(Noise.Take(5))));
    }

    static Verdict Of(IEnumerable<double> ratios, Better better = Better.Lower, int failures = 0, int failuresAgainst = 0, int leastBatches = 1)
    {
        double[] platform = [.. ratios], against = [.. platform.Select(_ => 1.0)];
        return Verdict.Of(Compare(platform), Summary.Of(platform, failures), Summary.Of(against, failuresAgainst), better, FivePercent, leastBatches);
    }

    static PairedComparison Compare(IEnumerable<double> ratios) =>
        PairedComparison.Of(ratios.Select((r, i) => new RoundValue(1, i, r)), ratios.Select((_, i) => new RoundValue(1, i, 1)))!;
}
