using Lab.Core;

namespace Lab.Tests.Core;

public sealed class SentinelTests
{
    [Theory]
    [InlineData(0.0524, false)]
    [InlineData(0.0526, true)]
    [InlineData(0.0474, true)]
    public void A_round_is_disturbed_when_fixed_work_takes_five_per_cent_more_or_less(double seconds, bool disturbed) =>
        Assert.Equal(disturbed ? [5] : [], Sentinel.Disturbed(Rounds(8, round => round == 5 ? seconds : 0.05), 1, 0));

    [Fact]
    public void Where_the_work_itself_varies_more_the_band_is_four_median_deviations()
    {
        // Deviations of 10 % around 0.010: a band from 0.006 to 0.014.
        double Seconds(int round, double odd) => round == 5 ? odd : round % 2 == 0 ? 0.009 : 0.011;
        Assert.Empty(Sentinel.Disturbed(Rounds(8, round => Seconds(round, 0.0139)), 1, 0));
        Assert.Equal([5], Sentinel.Disturbed(Rounds(8, round => Seconds(round, 0.016)), 1, 0));
    }

    [Fact]
    public void Warm_up_and_rounds_that_are_run_again_are_not_judged()
    {
        var visit = new Visit(1, 9, 1, "host", false) { RepeatOf = 5 };
        JournalEntry[] journal = [.. Rounds(8, round => round is 1 or 5 ? 0.06 : 0.05), Taken(9, Sentinel.Cpu.Of(0.08)), new Begun(SampleStudy.At, visit, "n")];
        Assert.Equal([5], Sentinel.Disturbed(journal, 1, warmup: 1));
    }

    [Fact]
    public void Of_two_rounds_nothing_can_be_said() => Assert.Empty(Sentinel.Disturbed(Rounds(2, round => round), 1, 0));

    static JournalEntry[] Rounds(int count, Func<int, double> seconds) => [.. Enumerable.Range(1, count).Select(r => Taken(r, Sentinel.Cpu.Of(seconds(r))))];

    static SentinelTaken Taken(int round, Measurement value) => new(SampleStudy.At, 1, round, [value]);
}
