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
        Assert.Contains(result.Findings, f => f.What.InEnglish().Contains("1 failure; medians are of what succeeded", StringComparison.Ordinal));
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
        Assert.Contains(result.Findings, f => f.What.InEnglish().StartsWith("1 of 15 planned visits did not end", StringComparison.Ordinal));
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
        Assert.Contains(findings, f => f.What.InEnglish().StartsWith("Claim level: smoke", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.What.InEnglish().StartsWith("SOFTWARE EMULATION", StringComparison.Ordinal));
    }

    [Fact]
    public void Ready_before_init_is_a_finding()
    {
        var record = SampleStudy.Record();
        var turned = record.Journal.Select(e => e is LadderTaken { Visit.Platform: "container" } l ? l with { Rungs = [.. l.Rungs, Metrics.Init.Of(9)] } : e);
        Assert.Contains(Analysis.Of(record with { Journal = [.. turned] }).Findings, f => f.What.InEnglish().Contains("ready before init", StringComparison.Ordinal));
    }

    [Fact]
    public void Interrupted_beginnings_are_counted()
    {
        var record = SampleStudy.Record();
        var result = Analysis.Of(record with { Journal = [new Begun(SampleStudy.At, record.Plan.Visits[^1], "first"), .. record.Journal] });
        Assert.Contains(result.Findings, f => f.What.InEnglish().StartsWith("1 interrupted", StringComparison.Ordinal));
    }

    [Fact]
    public void A_level_counts_the_visits_that_failed_before_they_gave_its_value()
    {
        var result = Analysis.Of(SampleStudy.Record(failIn: 4));
        Assert.Equal((4, 1), (result.Find("cpu.events", "vm")!.Summary.Count, result.Find("cpu.events", "vm")!.Summary.Failures));
        Assert.Equal((5, 0), (result.Find("startup.ready", "vm")!.Summary.Count, result.Find("startup.ready", "vm")!.Summary.Failures)); // it failed after ready
        Assert.Equal(0, result.Find("cpu.events", "container")!.Summary.Failures);
    }

    [Fact]
    public void One_comparison_is_primary_and_each_has_a_verdict()
    {
        var result = Analysis.Of(MadeUpStudy.Record("host container vm", 1, 10, v => v.Platform switch { "vm" => 2.0, "container" => 1.01, _ => 1 } * (1 + MadeUpStudy.Noise(v) / 100)));
        Assert.Equal(("startup.ready", "vm", "container"), (result.Comparisons.Single(c => c.IsPrimary) is var primary ? (primary.Metric.Id, primary.Platform, primary.Against) : default));
        Assert.IsType<Slower>(result.Compare("startup.ready", "vm", "container")!.Verdict);
        Assert.IsType<Equivalent>(result.Compare("startup.ready", "container", "host")!.Verdict);
        Assert.Equal(12, result.Comparisons.Count); // three headline metrics and one of the workload, three pairs each
    }

    [Fact]
    public void With_three_batches_or_more_the_wider_interval_is_the_headline()
    {
        // Batches differ by a lot, rounds within one hardly.
        static double Ready(Visit v) => (v.Platform == "vm" ? 2 + 0.2 * v.Batch : 1) * (1 + MadeUpStudy.Noise(v) / 1000);
        var two = Analysis.Of(MadeUpStudy.Record("container vm", 2, 10, Ready)).Compare("startup.ready", "vm", "container")!;
        var three = Analysis.Of(MadeUpStudy.Record("container vm", 3, 10, Ready)).Compare("startup.ready", "vm", "container")!;
        Assert.Equal(two.Paired.LogRatio!.OfRounds.To(Math.Exp).Interval, two.Interval);
        Assert.Equal(three.Paired.LogRatio!.OfBatches!.To(Math.Exp).Interval, three.Interval);
        Assert.True(three.Interval.HalfWidth > three.Paired.LogRatio.OfRounds.To(Math.Exp).Interval.HalfWidth);
    }

    [Fact]
    public void Drift_makes_a_false_difference_in_block_order_and_none_in_interleaved_rounds()
    {
        // The same platform under two names; each visit takes 1 % longer than the last.
        var interleaved = MadeUpStudy.Record("container container@b", 1, 15, _ => 1);
        var order = interleaved.Plan.Visits.Index().ToDictionary(v => v.Item, v => v.Index);
        Assert.IsNotType<Slower>(Verdict(v => order[v]));
        Assert.IsType<Slower>(Verdict(v => (v.Platform == "container" ? 0 : 16) + v.Round));

        static Verdict Verdict(Func<Visit, int> place) =>
            Analysis.Of(MadeUpStudy.Record("container container@b", 1, 15, v => Math.Pow(1.01, place(v)) * (1 + MadeUpStudy.Noise(v) / 100))).Comparisons.Single(c => c.IsPrimary).Verdict;
    }

    [Fact]
    public void A_value_that_is_not_above_zero_leaves_no_ratio_and_no_claim()
    {
        var comparison = Analysis.Of(MadeUpStudy.Record("container vm", 1, 10, _ => 1, v => v.Round == 3 ? 0 : 1)).Compare("cpu.events", "vm", "container")!;
        Assert.Equal(new NoClaim(NoClaimReason.NoRatio), comparison.Verdict);
        Assert.True(double.IsNaN(comparison.Ratio));
    }

    [Fact]
    public void A_value_knows_its_line_and_a_difference_both()
    {
        var record = MadeUpStudy.Record("container", 1, 2, _ => 1);
        var result = Analysis.Of(record with { UnreadableLines = [2, 9] });
        // Round 2 (the first that counts) begins with the seventh entry; two lines before and within it cannot be read.
        Assert.Equal([(10, 0)], result.Find("startup.ready", "container")!.Samples.Take(1).Select(s => (s.Line, s.LessLine)));
        Assert.Equal([(13, 11)], result.Find("disk.growth", "container")!.Samples.Take(1).Select(s => (s.Line, s.LessLine)));
    }

    [Fact]
    public void Lines_of_a_platform_that_the_plan_does_not_have_do_not_count()
    {
        var record = SampleStudy.Record();
        var stray = record.Plan.Visits[^1] with { Platform = "podman" };
        var result = Analysis.Of(record with { Journal = [.. record.Journal, new LadderTaken(SampleStudy.At, stray, [Metrics.Ready.Of(1)], 0), new Observed(SampleStudy.At, stray, new Dictionary<string, string>()), new Ended(SampleStudy.At, stray, new Measured([]))] });
        Assert.DoesNotContain(result.Levels, l => l.Platform == "podman");
        Assert.Equal(Analysis.Of(record).Attempts, result.Attempts);
    }
}
