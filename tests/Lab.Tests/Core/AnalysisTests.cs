using Lab.Core;

namespace Lab.Tests.Core;

public sealed class AnalysisTests
{
    [Fact]
    public void Levels_are_medians_over_the_rounds_that_count()
    {
        var result = Analysis.Of(SampleStudy.Record());
        var ready = result.Find("startup.ready", "container")!;
        Assert.Equal(5, ready.Samples.Count);
        Assert.Equal(0.163, ready.Median, 9); // warm-up round 1 left out; rounds 2 to 6 give 0.161 … 0.165
        Assert.Equal(5, result.Attempts["container"]);
    }

    [Fact]
    public void A_ratio_is_formed_inside_each_round()
    {
        var comparison = Analysis.Of(SampleStudy.Record()).Compare("startup.ready", "vm", "container")!;
        Assert.Equal(5, comparison.Rounds);
        Assert.Equal(100, comparison.Ratio, 6); // the VM takes a hundred times the container's time in every round, whatever the round
    }

    [Fact]
    public void Disk_growth_is_after_less_idle_of_the_same_visit() =>
        Assert.Equal(4096, Analysis.Of(SampleStudy.Record()).Find("disk.growth", "container")!.Median);

    [Fact]
    public void A_failure_has_no_numbers_and_is_counted_with_its_place()
    {
        var record = SampleStudy.Record(failIn: 4);
        var result = Analysis.Of(record);
        Assert.Equal(4, result.Find("cpu.events", "vm")!.Samples.Count);
        Assert.Equal(5, result.Find("cpu.events", "container")!.Samples.Count);
        Assert.All(result.Failures, f => Assert.Equal((4, "vm"), (f.Visit.Round, f.Visit.Platform)));
        Assert.NotEmpty(result.Failures);
        Assert.Contains(result.Findings, f => f.What.Contains("failures", StringComparison.Ordinal));
    }

    [Fact]
    public void What_came_before_a_visit_was_begun_again_is_outside_the_analysis()
    {
        var record = SampleStudy.Record();
        var visit = record.Plan.Visits.First(v => !v.Warmup && v.Platform == "container");
        JournalEntry[] interrupted = [new Begun(SampleStudy.At, visit, "first"), new LadderTaken(SampleStudy.At, visit, [Metrics.Ready.Of(99)], 0)];
        var again = Analysis.Of(record with { Journal = [.. interrupted, .. record.Journal] });
        Assert.Equal(0.165, again.Find("startup.ready", "container")!.Max, 9);
    }

    [Fact]
    public void A_visit_that_did_not_end_is_not_counted_and_is_reported()
    {
        var record = SampleStudy.Record();
        var last = record.Journal.OfType<Ended>().Last(e => e.Visit.Platform == "vm");
        var result = Analysis.Of(record with { Journal = [.. record.Journal.Where(e => e != last)] });
        Assert.Equal(4, result.Find("startup.ready", "vm")!.Samples.Count);
        Assert.Contains(result.Findings, f => f.What.StartsWith("1 of 15 planned visits did not end", StringComparison.Ordinal));
    }

    [Fact]
    public void The_memory_slope_is_that_of_the_last_ramp()
    {
        var record = SampleStudy.Record();
        var slope = Analysis.Of(record with { Journal = [new RampStep(SampleStudy.At, "container", 1, 999e6), .. record.Journal] }).Slope!;
        Assert.Equal(4e6, slope.Marginal, 3);
        Assert.Equal(14e6, slope.First, 3);
    }

    [Fact]
    public void Emulation_is_said_first_and_claims_nothing_about_hypervisors()
    {
        var findings = Analysis.Of(SampleStudy.Record()).Findings;
        Assert.Contains(findings, f => f.What.StartsWith("Claim level: smoke", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.What.StartsWith("SOFTWARE EMULATION", StringComparison.Ordinal));
    }

    [Fact]
    public void Ready_before_init_is_a_finding()
    {
        var record = SampleStudy.Record();
        var turned = record.Journal.Select(e => e is LadderTaken { Visit.Platform: "container" } l ? l with { Rungs = [.. l.Rungs, Metrics.Init.Of(9)] } : e);
        Assert.Contains(Analysis.Of(record with { Journal = [.. turned] }).Findings, f => f.What.Contains("ready before init", StringComparison.Ordinal));
    }

    [Fact]
    public void Interrupted_beginnings_are_counted()
    {
        var record = SampleStudy.Record();
        var result = Analysis.Of(record with { Journal = [new Begun(SampleStudy.At, record.Plan.Visits[^1], "first"), .. record.Journal] });
        Assert.Contains(result.Findings, f => f.What.StartsWith("1 interrupted", StringComparison.Ordinal));
    }
}
