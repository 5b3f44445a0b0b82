using Lab.Core;

namespace Lab.Tests.Core;

public sealed class StudyComparisonTests
{
    [Fact]
    public void Studies_of_one_batch_compare_ratios_and_claim_nothing()
    {
        var comparison = Compare(Study(1, 1), Study(1, 1.3));
        Assert.NotEmpty(comparison.Changes);
        Assert.All(comparison.Changes, c => Assert.Equal((new NoClaim(NoClaimReason.FewBatches), "vm/container"), (c.Verdict, c.Subject)));
        Assert.Equal(1.3, comparison.Changes[0].After.Value / comparison.Changes[0].Before.Value, 2);
    }

    [Fact]
    public void Studies_of_several_batches_compare_levels_and_ratios_by_their_batches()
    {
        var comparison = Compare(Study(4, 1), Study(4, 1.3));
        Assert.IsType<Slower>(Find(comparison, "startup.ready vm").Verdict);
        Assert.IsType<Slower>(Find(comparison, "startup.ready vm/container").Verdict);
        Assert.IsType<Equivalent>(Find(comparison, "startup.ready container").Verdict);
        Assert.IsType<Equivalent>(Find(comparison, "memory.resident vm").Verdict);
        Assert.True(Find(comparison, "startup.ready vm").Ratio!.Interval.Contains(1.3));
        Assert.Equal(4, Find(comparison, "startup.ready vm").Shift!.Batches);
    }

    [Fact]
    public void Two_studies_of_the_same_machine_differ_in_nothing() =>
        Assert.All(Compare(Study(3, 1), Study(3, 1, salt: 100)).Changes, c => Assert.False(c.Verdict is Slower or Faster));

    [Fact]
    public void A_difference_that_does_not_hold_after_the_correction_is_not_claimed()
    {
        // Three batches each, 15 % apart, ± 8 %: enough for one row by itself, not for one of eight.
        var comparison = Compare(Study(3, 1, spread: 0.08), Study(3, 1.15, spread: 0.08));
        var ready = Find(comparison, "startup.ready vm");
        Assert.InRange(ready.Shift!.P, 0.05 / comparison.Changes.Count, 0.05);
        Assert.Equal(new NoClaim(NoClaimReason.Multiplicity), ready.Verdict);
    }

    [Fact]
    public void What_cannot_be_told_apart_says_how_many_batches_would()
    {
        var unclear = Assert.IsType<NotDistinguishable>(Find(Compare(Study(3, 1, spread: 0.2), Study(3, 1, spread: 0.2, salt: 100)), "startup.ready vm").Verdict);
        Assert.True(unclear is { SmallestDifference: > 0.1, RoundsNeeded: > 10 });
    }

    [Fact]
    public void Too_many_failures_on_either_side_and_nothing_is_claimed()
    {
        var study = Study(3, 1.3);
        var failed = study.Journal.OfType<LadderTaken>().Where(l => l.Visit is { Platform: "vm", Warmup: false }).Take(3).Select(l => l.Visit).ToArray();
        study = study with { Journal = [.. study.Journal.Where(e => !failed.Contains(e.Of) || e is Begun or Ended).Select(e => e is Ended end && failed.Contains(end.Visit) ? end with { Outcome = new Failed("ready", "") } : e)] };
        Assert.Equal(new NoClaim(NoClaimReason.Failures), Find(Compare(Study(3, 1), study), "startup.ready vm").Verdict);
        Assert.Equal(new NoClaim(NoClaimReason.Failures), Find(Compare(study, Study(3, 1)), "startup.ready vm/container").Verdict);
        Assert.IsType<Equivalent>(Find(Compare(Study(3, 1), study), "startup.ready container").Verdict);
    }

    [Fact]
    public void A_value_that_is_not_above_zero_has_no_logarithm() =>
        Assert.Equal(new NoClaim(NoClaimReason.NoRatio), Find(Compare(Study(3, 1), MadeUpStudy.Record("container vm", 3, 6, _ => 0)), "startup.ready vm").Verdict);

    [Fact]
    public void Studies_with_nothing_in_common_are_refused() =>
        Assert.Contains("have no headline metric or workload in common", Assert.Throws<UsageException>(() => Compare(MadeUpStudy.Record("host", 1, 6, _ => 1), Study(1, 1))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("startup.ready vm > +10%", true)]
    [InlineData("startup.ready vm>10 %", true)]
    [InlineData("startup.ready vm > +40%", false)]
    [InlineData("startup.ready vm > 29.9%", false)] // the estimate is beyond, the interval is not
    [InlineData("startup.ready vm/container > +10%", true)]
    [InlineData("startup.ready container > +10%", false)]
    [InlineData("startup.ready vm < -10%", false)]
    [InlineData("cpu.events vm < -5%", true)]
    [InlineData("cpu.events vm < -20%", false)]
    public void A_condition_holds_where_the_whole_interval_is_beyond_the_bound(string condition, bool holds)
    {
        var slower = Study(4, 1.3) is var s ? s with { Journal = [.. s.Journal.Select(e => e is TrialDone { Trial.Visit.Platform: "vm" } t ? t with { Outcome = new Measured([new Measurement("cpu.events", 900)]) } : e)] } : null!;
        Assert.Equal(holds, FailCondition.Parse(condition).Holds(Compare(Study(4, 1), slower)));
    }

    [Theory]
    [InlineData("startup.ready vm")]
    [InlineData("startup.ready > 10%")]
    [InlineData("startup.ready vm >= 10%")]
    [InlineData("startup.ready vm > 10")]
    [InlineData("startup.ready vm > ten%")]
    [InlineData("startup.ready vm < -100%")]
    [InlineData("")]
    public void A_condition_that_cannot_be_read_is_refused(string condition) =>
        Assert.Contains("write METRIC PLATFORM > +N%", Assert.Throws<UsageException>(() => FailCondition.Parse(condition)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_condition_that_the_studies_cannot_decide_is_refused_and_never_passes()
    {
        Assert.Contains("between-batch spread unknown", Undecided("startup.ready vm > 10%", Compare(Study(1, 1), Study(1, 2))), StringComparison.Ordinal);
        Assert.Contains("between-batch spread unknown", Undecided("startup.ready vm/container > 10%", Compare(Study(1, 1), Study(3, 2))), StringComparison.Ordinal);
        Assert.Contains("the studies do not both have it. They have: startup.ready container,", Undecided("startup.ready podman > 10%", Compare(Study(3, 1), Study(3, 2))), StringComparison.Ordinal);

        static string Undecided(string condition, StudyComparison comparison) => Assert.Throws<UsageException>(() => FailCondition.Parse(condition).Holds(comparison)).Message;
    }

    [Fact]
    public void What_the_studies_differ_in_is_listed_and_what_changes_the_measured_thing_matters()
    {
        var before = Study(3, 1);
        var after = before with
        {
            Plan = before.Plan with { Spec = before.Plan.Spec with { Cpus = 4 } },
            Workloads = [before.Workloads[0] with { Command = ["sysbench", "other"] }],
            Environment = before.Environment with
            {
                Facts = new Dictionary<string, string> { ["kernel"] = "6.18", ["calibration"] = "yesterday" },
                Platforms = [.. before.Environment.Platforms.Select(p => p.Id == "vm" ? p with { Emulated = true } : p)],
            },
        };
        Assert.Empty(Factor.Of(before, before));
        Assert.Equal([("class of vm", true), ("cpus", true), ("workload sysbench-cpu", true), ("kernel", false)], Factor.Of(before, after).Select(f => (f.Name, f.Matters)));
        Assert.Equal("""command: ["sysbench","other"]""", Factor.Of(before, after).Single(f => f.Name == "workload sysbench-cpu").After);
    }

    static StudyComparison Compare(StudyRecord before, StudyRecord after) => StudyComparison.Of(Analysis.Of(before), Analysis.Of(after));

    static Change Find(StudyComparison comparison, string what) => comparison.Changes.Single(c => $"{c.Metric.Id} {c.Subject}" == what);

    /// <summary>Containers ready in a second, VMs in two by the factor; each batch with a spread of its own.</summary>
    static StudyRecord Study(int batches, double factor, double spread = 0.01, int salt = 0) => MadeUpStudy.Record("container vm", batches, 6, v =>
        (v.Platform == "vm" ? 2 * factor : 1) * (1 + spread * MadeUpStudy.Noise(v with { Round = 0, Batch = v.Batch + salt + (int)(factor * 1000) })) * (1 + MadeUpStudy.Noise(v with { Batch = v.Batch + salt }) / 500));
}
