using Lab.Core;

namespace Lab.Tests.Core;

public sealed class SummaryTests
{
    [Fact]
    public void A_summary_has_every_value_in_it_and_counts_what_failed()
    {
        var summary = Summary.Of([.. Enumerable.Range(1, 20).Select(i => (double)i), 1000], failures: 1);
        Assert.Equal((21, 1, 11, 2, 20, 1, 1000), (summary.Count, summary.Failures, summary.Median, summary.P5, summary.P95, summary.Min, summary.Max));
        Assert.Equal((6, 16), (summary.Interval.Low, summary.Interval.High));
        Assert.Equal(1 / 22.0, summary.FailureShare.Value);
        Assert.True(summary.FailureShare.Interval.Contains(0.2));
    }
}
