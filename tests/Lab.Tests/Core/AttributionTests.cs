using Lab.Core;

namespace Lab.Tests.Core;

public sealed class AttributionTests
{
    [Fact]
    public void Work_splits_into_factors_and_what_both_cost_together()
    {
        var work = Attribution.Of(SampleStudy.Record(), Levels("cpu.events", Unit.PerSecond, 1000, 900, 500, 405)).Single(a => a.Metric.Id == "cpu.events");
        Assert.True(work.IsRatio);
        Assert.Equal((0.5, 0.9, 0.9, 6), (Rounded(work.Hypervisor), Rounded(work.Container), Rounded(work.Interaction), work.Rounds)); // 405 = 1000 × 0.5 × 0.9 × 0.9
    }

    [Fact]
    public void Startup_splits_into_seconds_that_add()
    {
        var ready = Attribution.Of(SampleStudy.Record(), Levels("startup.ready", Unit.Seconds, 0.5, 0.75, 10.5, 14)).Single();
        Assert.False(ready.IsRatio);
        Assert.Equal((10, 0.25, 3.25), (Rounded(ready.Hypervisor), Rounded(ready.Container), Rounded(ready.Interaction)));
    }

    [Fact]
    public void A_platform_that_is_missing_leaves_nothing_to_attribute() =>
        Assert.Empty(Attribution.Of(SampleStudy.Record(), [.. Levels("cpu.events", Unit.PerSecond, 1000, 900, 500, 405).Where(l => l.Platform != "container-in-vm")]));

    [Fact]
    public void A_round_that_lacks_one_of_the_four_is_left_out()
    {
        var levels = Levels("cpu.events", Unit.PerSecond, 1000, 900, 500, 405);
        levels[2] = levels[2] with { Samples = [.. levels[2].Samples.Skip(1)] };
        Assert.Equal(5, Attribution.Of(SampleStudy.Record(), levels).Single().Rounds);
    }

    static double Rounded(Lab.Core.Estimate estimate) => Math.Round(estimate.Value, 9);

    /// <summary>Six rounds, each a tenth above the last on all platforms alike.</summary>
    static Level[] Levels(string metric, Unit unit, params double[] values) =>
        [.. ((string[])["host", "container", "vm", "container-in-vm"]).Zip(values, (platform, value) => Level(new Metric(metric, unit, Better.Higher, ""), platform,
            [.. Enumerable.Range(1, 6).Select(round => new Sample(new Visit(1, round, 1, platform, false), unit == Unit.PerSecond ? value * Math.Pow(1.1, round) : value + 0.5 * round, round))]))];

    static Level Level(Metric metric, string platform, Sample[] samples) => new(metric, platform, Summary.Of([.. samples.Select(s => s.Value)], 0), samples);
}
