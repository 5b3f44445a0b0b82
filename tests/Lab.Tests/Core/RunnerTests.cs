using Lab.Core;

namespace Lab.Tests.Core;

public sealed class RunnerTests
{
    readonly ManualClock _clock = new();
    readonly MemoryJournal _journal = new();

    [Fact]
    public async Task A_machine_that_boots_in_two_and_a_half_seconds_is_reported_with_exactly_that()
    {
        await RunAsync(new FakePlatform(_clock) { BootSeconds = 2.5 });
        var rungs = Assert.Single(_journal.Entries.OfType<LadderTaken>()).Rungs.ToDictionary(m => m.Metric, m => m.Value);
        Assert.Equal(2.5, rungs["startup.ready"], 9);
        Assert.Equal(2.75, rungs["startup.first-work"], 9);
        Assert.Equal(2.75, rungs["startup.reachable"], 9);
        Assert.Equal(0, rungs["startup.init"], 9);
    }

    [Fact]
    public async Task A_visit_goes_up_footprint_run_footprint_down_in_this_order()
    {
        var platform = new FakePlatform(_clock);
        Assert.True(await RunAsync(platform));
        Assert.Equal(["up", "footprint", "run", "footprint", "down"], platform.Calls);
        Assert.Equal(["Begun", "LadderTaken", "FootprintTaken", "TrialDone", "FootprintTaken", "Observed", "Ended"], _journal.Entries.Select(e => e.GetType().Name));
    }

    [Theory]
    [InlineData("bring-up", "bring-up")]
    [InlineData("ready", "bring-up")]
    [InlineData("footprint", "footprint")]
    [InlineData("measure", "measure")]
    [InlineData("exit", "measure")]
    public async Task A_failure_is_recorded_with_its_phase_and_no_numbers_and_the_instance_is_gone(string failIn, string phase)
    {
        var platform = new FakePlatform(_clock) { FailIn = failIn };
        Assert.False(await RunAsync(platform));
        var failed = Assert.IsType<Failed>(Assert.Single(_journal.Entries.OfType<Ended>()).Outcome);
        Assert.Equal(phase, failed.Phase);
        if (failIn != "bring-up")
            Assert.Equal("down", platform.Calls[^1]);
        Assert.DoesNotContain(_journal.Entries.OfType<TrialDone>(), t => t.Outcome is Measured);
    }

    [Fact]
    public async Task Output_that_cannot_be_read_is_a_failure_and_is_kept_verbatim()
    {
        Assert.False(await RunAsync(new FakePlatform(_clock) { Output = "events per second: a lot" }));
        var failed = Assert.IsType<Failed>(Assert.Single(_journal.Entries.OfType<TrialDone>()).Outcome);
        Assert.Contains("cpu.events is not in the output", failed.Message, StringComparison.Ordinal);
        Assert.Contains("events per second: a lot", Assert.Single(_journal.Raw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_tear_down_stops_the_study()
    {
        var platform = new FakePlatform(_clock) { FailIn = "tear-down" };
        var error = await Assert.ThrowsAsync<DirtyHostException>(() => RunAsync(platform, rounds: 3));
        Assert.Contains("the mount is busy", error.Message, StringComparison.Ordinal);
        Assert.Contains("./run clean", error.Message, StringComparison.Ordinal);
        Assert.Single(platform.Calls, "up");
    }

    [Fact]
    public async Task A_failed_visit_does_not_stop_the_next_one()
    {
        var platform = new FakePlatform(_clock) { FailIn = "footprint" };
        Assert.False(await RunAsync(platform, rounds: 3));
        Assert.Equal(3, _journal.Entries.OfType<Ended>().Count());
    }

    [Fact]
    public async Task A_study_that_was_cut_short_goes_on_with_what_has_not_ended()
    {
        var plan = Plan(3);
        var platform = new FakePlatform(_clock);
        await RunAsync(platform, plan, [.. plan.Visits.Take(2).Select(v => new Ended(_clock.GetUtcNow(), v, new Measured([])))]);
        Assert.Equal(plan.Visits[2], Assert.Single(_journal.Entries.OfType<Ended>()).Visit);
    }

    [Fact]
    public async Task Cancelling_takes_the_instance_down_and_leaves_the_visit_unfinished()
    {
        var platform = new FakePlatform(_clock);
        using var cancel = new CancellationTokenSource();
        var ports = Ports() with { OwnCpuSeconds = () => { cancel.Cancel(); return 0; } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(Plan(2), platform, ports).RunAsync([], cancel.Token));
        Assert.Equal("down", platform.Calls[^1]);
        Assert.Empty(_journal.Entries.OfType<Ended>());
    }

    [Fact]
    public async Task A_ramp_brings_up_one_more_at_each_step_and_takes_all_down()
    {
        var platform = new FakePlatform(_clock);
        var plan = Plan(1);
        await RunAsync(platform, plan with { Spec = plan.Spec with { Ramp = 3 } });
        Assert.Equal([1, 2, 3], _journal.Entries.OfType<RampStep>().Select(s => s.Instances));
        Assert.Equal(3 * (10 << 20), _journal.Entries.OfType<RampStep>().Last().ResidentBytes);
        Assert.Equal(platform.Calls.Count(c => c == "up"), platform.Calls.Count(c => c == "down"));
    }

    [Fact]
    public async Task Each_platform_is_looked_at_once_a_study_from_inside_and_from_the_host()
    {
        Assert.True(await RunAsync(new FakePlatform(_clock), rounds: 3));
        var observed = Assert.Single(_journal.Entries.OfType<Observed>());
        Assert.Equal([("cpus", "2"), ("os", "container (fake)"), ("memory limit", "1073741824")], observed.Seen.Select(s => (s.Key, s.Value)));
        Assert.True(_journal.Entries.IndexOf(observed) > _journal.Entries.FindIndex(e => e is TrialDone), "looking comes after the work");
    }

    [Fact]
    public async Task Nothing_is_asked_of_an_instance_before_it_is_ready()
    {
        var asked = 0;
        var ports = Ports() with { Answers = (_, _) => { asked++; return Task.FromResult(true); } };
        Assert.True(await Runner(Plan(1), new FakePlatform(_clock), ports).RunAsync([], TestContext.Current.CancellationToken));
        Assert.Equal(1, asked);
        Assert.False(await Runner(Plan(1), new FakePlatform(_clock) { FailIn = "ready" }, ports).RunAsync([], TestContext.Current.CancellationToken));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_ramp_that_was_measured_is_not_taken_again_and_one_that_failed_is()
    {
        var plan = Plan(1) with { Spec = Plan(1).Spec with { Ramp = 3 } };
        var ended = plan.Visits.Select(v => new Ended(_clock.GetUtcNow(), v, new Measured([])));
        Assert.True(await RunAsync(new FakePlatform(_clock), plan, [.. ended, new RampEnded(_clock.GetUtcNow(), "container", new Measured([]))]));
        Assert.Empty(_journal.Entries);
        Assert.True(await RunAsync(new FakePlatform(_clock), plan, [.. ended, new RampEnded(_clock.GetUtcNow(), "container", new Failed("ramp", "no memory"))]));
        Assert.Equal(3, _journal.Entries.OfType<RampStep>().Count());
    }

    [Fact]
    public async Task A_ramp_that_fails_is_a_line_of_the_journal_and_takes_all_down()
    {
        var platform = new FakePlatform(_clock) { FailIn = "footprint" };
        var plan = Plan(1) with { Spec = Plan(1).Spec with { Ramp = 3 } };
        Assert.False(await RunAsync(platform, plan, [.. plan.Visits.Select(v => new Ended(_clock.GetUtcNow(), v, new Measured([])))]));
        var failed = Assert.IsType<Failed>(Assert.Single(_journal.Entries.OfType<RampEnded>()).Outcome);
        Assert.Equal("the process is gone", failed.Message);
        Assert.Equal(platform.Calls.Count(c => c == "up"), platform.Calls.Count(c => c == "down"));
    }

    Task<bool> RunAsync(FakePlatform platform, int rounds = 1) => RunAsync(platform, Plan(rounds));

    Task<bool> RunAsync(FakePlatform platform, Plan plan, IReadOnlyList<JournalEntry>? journal = null) =>
        Runner(plan, platform, Ports()).RunAsync(journal ?? [], TestContext.Current.CancellationToken);

    Runner Runner(Plan plan, FakePlatform platform, RunnerPorts ports) =>
        new(plan, new Dictionary<string, IPlatform> { ["container"] = platform }, new Dictionary<string, Workload> { ["sysbench-cpu"] = Samples.Workload }, ports, _clock);

    RunnerPorts Ports() => new(_journal, _journal, (_, _) => Task.FromResult(true), () => 0, (_, _) => throw new NotSupportedException());

    static Plan Plan(int rounds) => Lab.Core.Plan.Make(Samples.Spec with { Platforms = ["container"], Rounds = rounds, Warmup = 0 }, 1, []);
}
