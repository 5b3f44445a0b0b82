using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Golden values from R 4.2.2: binom.test (the first is on its help page) and p.adjust.</summary>
public sealed class ProportionTests
{
    [Theory]
    [InlineData(682, 925, 0.707668264079, 0.765406558242)]
    [InlineData(0, 20, 0, 0.168433470983)]
    [InlineData(1, 20, 0.00126508949795, 0.24873276277203)]
    [InlineData(20, 20, 0.831566529017, 1)]
    public void The_interval_of_a_proportion_is_that_of_R(int count, int attempts, double low, double high)
    {
        var interval = Statistics.ProportionInterval(count, attempts);
        Assert.Equal(low, interval.Low, 9);
        Assert.Equal(high, interval.High, 9);
    }

    [Fact]
    public void More_failures_than_attempts_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.ProportionInterval(3, 2));

    [Fact]
    public void Holm_adjusts_as_R_does()
    {
        Assert.Equal([0.03, 0.06, 0.06, 0.02], Statistics.Holm([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));
        Assert.Equal([1, 0.08, 1, 0.08], Statistics.Holm([0.5, 0.02, 0.9, 0.02]).Select(p => Math.Round(p, 12)));
        Assert.Empty(Statistics.Holm([]));
    }
}
