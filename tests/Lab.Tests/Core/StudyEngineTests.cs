using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Batches, stopping and disturbed rounds, on platforms whose times are known.</summary>
public sealed class StudyEngineTests
{
    readonly ManualClock _clock = new();
    readonly MemoryJournal _journal = new();
    readonly List<string> _restarts = [];
    int _drops;

    [Fact]
    public async Task Each_batch_begins_with_daemons_started_afresh_and_says_so()
    {
        var plan = Plan(rounds: 2, batches: 3);
        Assert.True(await RunAsync(plan));
        Assert.Equal(3, _restarts.Count);
        Assert.Equal([(1, "dockerd"), (2, "dockerd"), (3, "dockerd")], _journal.Entries.OfType<BatchBegun>().Select(b => (b.Batch, b.Daemons)));
        Assert.Equal(12, _journal.Entries.OfType<Ended>().Count());
    }

    [Fact]
    public async Task A_study_of_one_batch_leaves_the_daemons_alone()
    {
        await RunAsync(Plan(rounds: 2));
        Assert.Empty(_restarts);
    }

    [Fact]
    public async Task A_study_ends_when_its_interval_is_narrow_enough_and_not_before_the_least_rounds()
    {
        var plan = Plan(rounds: 40, stopping: new StoppingRule(0.05, 10, 5, 40));
        Assert.True(await RunAsync(plan));
        var stopped = Assert.Single(_journal.Entries.OfType<Stopped>());
        Assert.Equal(StopReason.PrecisionReached, stopped.Reason);
        Assert.Equal(15, _journal.Entries.OfType<Ended>().Count() / 2); // two looks in a row: after 10 and 15 rounds
        var record = Record(plan);
        Assert.Contains(Analysis.Of(record).Findings, f => f.What.InEnglish().StartsWith("The study ended after 15 of at most 40 rounds", StringComparison.Ordinal));
        Assert.DoesNotContain(Analysis.Of(record).Findings, f => f.What.InEnglish().Contains("did not end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_study_that_is_never_precise_runs_all_rounds_and_says_so()
    {
        var turn = 0;
        var plan = Plan(rounds: 12, stopping: new StoppingRule(0.05, 10, 1, 12));
        await RunAsync(plan, boot: _ => turn++ % 3 + 1);
        Assert.Equal(12, _journal.Entries.OfType<Ended>().Count() / 2);
        Assert.Equal(StopReason.Maximum, Assert.Single(_journal.Entries.OfType<Stopped>()).Reason);
        Assert.Contains(Analysis.Of(Record(plan)).Findings, f => f.What.InEnglish().StartsWith("The precision that the plan asks for was not reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disturbed_round_counts_and_is_run_again_and_the_conclusion_is_said_without_it_too()
    {
        var plan = Plan(rounds: 8);
        await RunAsync(plan, boot: round => round == 4 ? 5 : 2, sentinel: round => round == 4 ? 0.060 : 0.050);
        Assert.Equal([9], _journal.Entries.OfType<Ended>().Where(e => e.Visit.RepeatOf == 4).Select(e => e.Visit.Round).Distinct());
        Assert.Equal(18, _journal.Entries.OfType<Ended>().Count());
        var result = Analysis.Of(Record(plan));
        Assert.Equal(9, result.Find("startup.ready", "container")!.Samples.Count);
        Assert.Contains(result.Findings, f => f.What.InEnglish().StartsWith("1 round was disturbed", StringComparison.Ordinal) && f.What.InEnglish().Contains("batch 1 round 4", StringComparison.Ordinal) && f.What.InEnglish().Contains("Without it the primary ratio is 1.00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Startup_is_the_mean_of_a_visits_starts_and_everything_else_is_of_the_last()
    {
        var boots = 0;
        var plan = Plan(rounds: 2, starts: 3);
        Assert.True(await RunAsync(plan, boot: _ => boots++ % 3 + 1));
        Assert.Equal(12, boots);
        Assert.All(_journal.Entries.OfType<LadderTaken>(), l => Assert.Equal(2, l.Earlier.Count));
        Assert.Equal(4, _journal.Entries.Count(e => e is FootprintTaken { Moment: "idle" }));
        var result = Analysis.Of(Record(plan));
        Assert.All(result.Find("startup.ready", "container")!.Samples, s => Assert.Equal(2, s.Value, 9));
        Assert.All(plan.LogRatios(_journal.Entries), r => Assert.Equal(0, r.Value, 9));
        Assert.Contains(result.Findings, f => f.What.InEnglish().StartsWith("Each visit brought its instance up 3 times", StringComparison.Ordinal));
    }

    [Fact]
    public void More_batches_and_other_rounds_reach_the_stopping_rule_too()
    {
        var spec = Samples.Spec with { Rounds = 30, Stopping = new StoppingRule(Maximum: 30) };
        Assert.Equal((3, 90), (spec.In(3).Stopping!.Batches, spec.In(3).Stopping!.Maximum));
        Assert.Equal((20, 60), (spec.In(3).Of(20).Rounds, spec.In(3).Of(20).Stopping!.Maximum));
    }

    [Fact]
    public async Task No_round_begins_that_the_budget_has_no_time_for_and_the_report_says_so()
    {
        var plan = Plan(rounds: 40, minutes: 5);
        var begun = _clock.GetUtcNow();
        Assert.True(await RunAsync(plan));
        Assert.InRange(_clock.GetUtcNow() - begun, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Equal(StopReason.Budget, Assert.Single(_journal.Entries.OfType<Stopped>()).Reason);
        Assert.Contains(Analysis.Of(Record(plan)).Findings, f => f.Severity == "warning" && f.What.InEnglish().StartsWith("The time ran out after ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cold_means_that_the_caches_are_dropped_before_every_start()
    {
        var plan = Plan(rounds: 2, starts: 3, cold: true);
        await RunAsync(plan);
        Assert.Equal(12, _drops);
        Assert.Contains(Analysis.Of(Record(plan)).Findings, f => f.What.InEnglish().StartsWith("The page caches were dropped before every start", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rounds_in_their_band_are_not_run_again()
    {
        await RunAsync(Plan(rounds: 8), sentinel: round => round == 4 ? 0.052 : 0.050);
        Assert.Equal(16, _journal.Entries.OfType<Ended>().Count());
    }

    [Fact]
    public async Task What_was_stopped_stays_stopped_when_it_is_resumed()
    {
        var plan = Plan(rounds: 40, stopping: new StoppingRule(0.05, 10, 5, 40));
        await RunAsync(plan);
        var before = _journal.Entries.Count;
        Assert.True(await RunAsync(plan, journal: [.. _journal.Entries]));
        Assert.DoesNotContain(_journal.Entries.Skip(before), e => e is Begun);
    }

    Task<bool> RunAsync(Plan plan, Func<int, double>? boot = null, Func<int, double>? sentinel = null, IReadOnlyList<JournalEntry>? journal = null)
    {
        var round = 0;
        var ports = new RunnerPorts(_journal, _journal, (_, _) => Task.FromResult(true), () => 0, (_, _) => throw new NotSupportedException())
        {
            RestartDaemons = _ =>
            {
                _restarts.Add("dockerd");
                return Task.FromResult("dockerd");
            },
            DropCaches = _ => Task.FromResult(++_drops),
            Sentinel = _ => Task.FromResult<IReadOnlyList<Measurement>>([Sentinel.Cpu.Of(sentinel?.Invoke(++round) ?? 0.05)]),
        };
        var platforms = plan.Spec.Platforms.ToDictionary(p => p, p => (IPlatform)new FakePlatform(_clock, p) { BootOf = boot is null ? null : () => boot(Math.Max(1, round)) });
        return new Runner(plan, platforms, new Dictionary<string, Workload>(), ports, _clock).RunAsync(journal ?? [], TestContext.Current.CancellationToken);
    }

    StudyRecord Record(Plan plan) => SampleStudy.Record() with { Plan = plan, Workloads = [], Journal = [.. _journal.Entries] };

    static Plan Plan(int rounds, int batches = 1, StoppingRule? stopping = null, int starts = 1, double? minutes = null, bool cold = false) =>
        Lab.Core.Plan.Make(Samples.Spec with { Platforms = ["host", "container"], Workloads = [], Rounds = rounds, Warmup = 0, Batches = batches, Stopping = stopping, Starts = starts, BudgetMinutes = minutes, ColdCaches = cold }, 1, []);
}
