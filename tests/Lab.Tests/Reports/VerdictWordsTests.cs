using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed class VerdictWordsTests
{
    static readonly Metric Time = Metrics.Ready, Memory = Metrics.Resident, Rate = Samples.Workload.Metrics[0].Metric;
    static readonly PracticalEquivalence FivePercent = new(0.05), OneMebibyte = new(0.125);

    [Fact]
    public void Times_and_rates_are_slower_or_faster_and_bytes_are_more_or_less()
    {
        Assert.Equal("slower by 2.10× (2.00 to 2.30)", Words(new Slower(Ratio(2.1, 2.0, 2.3)), Time));
        Assert.Equal("faster by 2.00× (1.60 to 2.50)", Words(new Faster(Ratio(0.5, 0.4, 0.625)), Time));
        Assert.Equal("slower by 2.00× (1.60 to 2.50)", Words(new Slower(Ratio(0.5, 0.4, 0.625)), Rate));
        Assert.Equal("more by 10.5× (10.3 to 10.7)", Words(new Slower(Ratio(10.5, 10.3, 10.7)), Memory));
        Assert.Equal("less by 2.00× (1.60 to 2.50)", Words(new Faster(Ratio(0.5, 0.4, 0.625)), Memory));
    }

    [Fact]
    public void What_is_equivalent_says_within_what()
    {
        Assert.Equal("equivalent within 5 %", Words(new Equivalent(Ratio(1.01, 1, 1.02), FivePercent), Time));
        Assert.Equal("equivalent within 5 %", Words(new Equivalent(Ratio(1.01, 1, 1.02), FivePercent), Memory));
        Assert.Equal("equivalent within 1 MiB", Words(new Equivalent(Ratio(1.01, 1, 1.02), OneMebibyte), Memory));
    }

    [Theory]
    [InlineData(0.04, 30, "not distinguishable: a difference under 4 % would not show in these 10 rounds; about 30 would be needed")]
    [InlineData(0.112, 57, "not distinguishable: a difference under 11 % would not show in these 10 rounds; about 57 would be needed for one of 5 %")]
    [InlineData(0.66, 1234, "not distinguishable: a difference under 66 % would not show in these 10 rounds; about 1,230 would be needed for one of 5 %")]
    [InlineData(9, 10_000_000, "not distinguishable: a difference under 900 % would not show in these 10 rounds; a million or more would be needed for one of 5 %")]
    [InlineData(0.049, 10, "not distinguishable: a difference under 4.9 % would not show in these 10 rounds")]
    public void What_cannot_be_told_apart_says_what_would_show_and_what_it_would_take(double smallest, int needed, string words) =>
        Assert.Equal(words, Words(new NotDistinguishable(smallest, FivePercent, needed), Time));

    [Theory]
    [InlineData(NoClaimReason.Failures, "no claim: more than 5 % of the attempts failed on one side")]
    [InlineData(NoClaimReason.FewRounds, "no claim: for fewer than 6 rounds no 95 % interval exists")]
    [InlineData(NoClaimReason.FewBatches, "between-batch spread unknown: no claim")]
    [InlineData(NoClaimReason.NoRatio, "no claim: a value is not above zero, so that no ratio exists")]
    public void Where_nothing_is_claimed_the_reason_is_said(NoClaimReason reason, string words) => Assert.Equal(words, Words(new NoClaim(reason), Time));

    [Fact]
    public void A_sentence_calls_the_platforms_by_their_labels()
    {
        var comparison = Analysis.Of(MadeUpStudy.Record("host container vm", 1, 10, v => v.Platform == "vm" ? 2 : 1)).Comparisons.Single(c => c.IsPrimary);
        Assert.Equal("startup.ready: vm (made up) against container (made up): slower by 2.00× (2.00 to 2.00).", VerdictWords.Of(comparison, p => $"{p} (made up)").InEnglish());
    }

    static string Words(Verdict verdict, Metric metric) => VerdictWords.Of(verdict, metric, 10).InEnglish();

    static Lab.Core.Estimate Ratio(double value, double low, double high) => new(value, new Interval(low, high, 0.95));
}
