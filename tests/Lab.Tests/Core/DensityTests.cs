using Lab.Core;

namespace Lab.Tests.Core;

public sealed class DensityTests
{
    const double MiB = 1 << 20;

    readonly ManualClock _clock = new();
    readonly MemoryJournal _journal = new();

    [Fact]
    public void A_ramp_doubles_up_to_its_most_and_comes_back() =>
        Assert.Equal([0, 1, 2, 4, 6, 4, 2, 1, 0], new DensityPlan("vm", 6).Steps.Select(s => s.Instances));

    [Fact]
    public async Task Three_ramps_go_up_and_down_and_leave_nothing_up()
    {
        var platform = new FakePlatform(_clock);
        Assert.True(await RunAsync(platform));
        Assert.Equal([0, 1, 2, 4, 2, 1, 0], _journal.Entries.OfType<DensityStep>().Where(s => s.Ramp == 2).Select(s => s.Instances));
        Assert.Equal(12, platform.Calls.Count(c => c == "up"));
        Assert.Equal(12, platform.Calls.Count(c => c == "down"));
    }

    [Fact]
    public async Task A_ramp_that_fails_says_at_how_many_and_takes_all_down()
    {
        var platform = new FakePlatform(_clock) { FailIn = "footprint" };
        Assert.False(await RunAsync(platform));
        Assert.Contains("With 1 instances up: the process is gone", Assert.IsType<Failed>(Assert.Single(_journal.Entries.OfType<RampEnded>()).Outcome).Message, StringComparison.Ordinal);
        Assert.Equal(platform.Calls.Count(c => c == "up"), platform.Calls.Count(c => c == "down"));
    }

    [Fact]
    public async Task Ramps_that_were_measured_are_not_taken_again()
    {
        await RunAsync(new FakePlatform(_clock));
        var again = new FakePlatform(_clock);
        await RunAsync(again, [.. _journal.Entries]);
        Assert.DoesNotContain("up", again.Calls);
    }

    [Fact]
    public void Slopes_are_those_that_were_put_in_with_an_interval_between_ramps()
    {
        var density = Density.Of(Ramps((n, ramp, down) => (3 * MiB + 5 * MiB * n, 100 * MiB + (5 + 0.1 * ramp) * MiB * n + (down ? 8 * MiB : 0), 2000 * MiB - (5 + 0.2 * ramp) * MiB * n, 0.25 * MiB * n))).Single();
        Assert.Equal(5 * MiB, density.Ledger.Value, 1);
        Assert.Equal(0.25 * MiB, density.Disk.Value, 1);
        Assert.Equal(3 * MiB, density.First, 1);
        Assert.Equal(3, density.Ramps);
        Assert.InRange(density.Components.Value, 4.9 * MiB, 5.3 * MiB);
        Assert.True(density.Components.Interval.High > density.Components.Value);
        Assert.Equal(8 * MiB, density.Hysteresis, 1);
        Assert.InRange(density.FullAt, 375, 405);
        Assert.True(density.IsReconciled);
    }

    [Fact]
    public void Two_counts_that_do_not_agree_are_not_reconciled() =>
        Assert.False(Density.Of(Ramps((n, ramp, _) => (5 * MiB * n, 5 * MiB * n, 2000 * MiB - (9 + 0.01 * ramp) * MiB * n, 0))).Single().IsReconciled);

    [Fact]
    public void A_plan_names_platforms_and_how_many()
    {
        var plan = PlanFile.Read("d.yml", "id: d\nplatforms: [container]\nrounds: 1\nmemory: 1 GiB\ndensity:\n  container: 50\n", ["container", "vm"], []);
        Assert.Equal(new DensityPlan("container", 50), Assert.Single(plan.Density));
        Assert.Contains("d.yml:6: unknown key 'podman'", Assert.Throws<UsageException>(() => PlanFile.Read("d.yml", "id: d\nplatforms: [container]\nrounds: 1\nmemory: 1 GiB\ndensity:\n  podman: 50\n", ["container", "vm"], [])).Message, StringComparison.Ordinal);
    }

    Task<bool> RunAsync(FakePlatform platform, IReadOnlyList<JournalEntry>? journal = null)
    {
        var plan = Plan.Make(Samples.Spec with { Platforms = ["container"], Workloads = [], Rounds = 1, Warmup = 0, Density = [new DensityPlan("container", 4)] }, 1, []);
        JournalEntry[] before = [.. plan.Visits.Select(v => new Ended(_clock.GetUtcNow(), v, new Measured([]))), .. journal ?? []];
        var ports = new RunnerPorts(_journal, _journal, (_, _) => Task.FromResult(true), () => 0, (_, _) => throw new NotSupportedException()) { Memory = () => new HostMemory(100 * MiB, 1000 * MiB) };
        return new Runner(plan, new Dictionary<string, IPlatform> { ["container"] = platform }, new Dictionary<string, Workload>(), ports, _clock).RunAsync(before, TestContext.Current.CancellationToken);
    }

    static IEnumerable<JournalEntry> Ramps(Func<int, int, bool, (double Ledger, double Components, double Available, double Disk)> of) =>
        from ramp in Enumerable.Range(1, 3)
        from step in new DensityPlan("container", 16).Steps
        let values = of(step.Instances, ramp, step.Down)
        select new DensityStep(SampleStudy.At, "container", ramp, step.Instances, step.Down, values.Ledger, values.Components, values.Available, values.Disk);
}
