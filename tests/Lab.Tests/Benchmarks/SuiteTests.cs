using BenchmarkDotNet.Loggers;
using Lab.Benchmarks;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Tests.Benchmarks;

/// <summary>The suite on fake platforms: BenchmarkDotNet drives, the lab measures, and every number is the journal's.</summary>
public sealed class SuiteTests : IDisposable
{
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;
    readonly ManualClock _clock = new();
    readonly MemoryJournal _progress = new();
    readonly AccumulationLogger _tables = new();
    readonly Dictionary<string, FakePlatform> _platforms;
    Func<Task> _recover = () => throw new TrialException("the daemon does not start");
    CancellationToken _cancel = TestContext.Current.CancellationToken;

    public SuiteTests()
    {
        MadeUpBenchmarks.ThrowsOn = null;
        _platforms = new[] { ("host", 0.25), ("container", 0.5), ("vm", 16.0) }.ToDictionary(p => p.Item1, p => new FakePlatform(_clock, p.Item1) { BootOf = () => p.Item2 * (1 + 0.01 * _boots++) });
    }

    int _boots;

    string Folder => Path.Combine(_top, "run");
    StudyRecord Record => StudyFolder.Read(Folder);
    string Said => string.Join('\n', _progress.Said);

    [Fact]
    public async Task Every_round_visits_every_platform_once_in_the_seeded_order_of_the_plan()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync("*Ready"));
        var begun = Record.Journal.OfType<Begun>().Select(b => b.Visit).ToArray();
        Assert.Equal(Plan.Make(Record.Plan.Spec, 7, []).Visits, begun);
        Assert.All(begun.Chunk(3), round => Assert.Equal(["container", "host", "vm"], round.Select(v => v.Platform).Order()));
        Assert.True(begun.Chunk(3).Select(round => string.Join(' ', round.Select(v => v.Platform))).Distinct().Count() > 1, "the order changes from round to round");
    }

    [Fact]
    public async Task What_BenchmarkDotNet_gets_is_the_time_to_ready_of_the_journal_and_rounds_of_warm_up_do_not_count()
    {
        await RunAsync("*Ready");
        var result = Analysis.Of(Record);
        foreach (var platform in _platforms.Keys)
        {
            var level = result.Find("startup.ready", platform)!;
            var row = Row("Ready", platform);
            Assert.Equal(3, level.Samples.Count);
            Assert.Equal(level.Samples.Average(s => s.Value) * 1000, Number(row["Mean"]), 0.06);
            Assert.Equal(Format.Level(level, Texts.English), row["Result"]);
            Assert.Equal(platform == "host" ? "-" : Format.Ratio(Comparison.Of(level, result.Find("startup.ready", "host")!), Texts.English), row["Ratio to host"]);
            Assert.Equal("10.0 MiB", row["Memory"]);
            Assert.Equal("64.0 KiB", row["Disk"]);
            Assert.Equal("3", row["Rounds"]);
        }
        Assert.Equal(["-", "-", "none (emulated)"], _platforms.Keys.Select(p => Row("Ready", p)["Accelerator"]));
    }

    [Fact]
    public async Task A_run_is_a_study_that_can_be_verified_and_says_what_it_is()
    {
        await RunAsync("*MadeUp*");
        var found = Verification.Of(new FolderFiles(Folder), "run");
        Assert.True(found.IsGood, string.Join('\n', found.Discrepancies));
        Assert.Equal(3 * 4 * 3 - 4, found.Trials);
        var report = await File.ReadAllTextAsync(Path.Combine(Folder, "report.md"), _cancel);
        Assert.Contains("BenchmarkDotNet run run: host (fake), container (fake), vm (fake)", report, StringComparison.Ordinal);
        Assert.Contains("`dotnet run --project benchmarks`", report, StringComparison.Ordinal);
        Assert.Contains("warning: Claim level: smoke. One batch of 3 rounds", Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_benchmark_that_throws_is_NA_and_the_others_are_measured()
    {
        MadeUpBenchmarks.ThrowsOn = "container";
        Assert.Equal(ExitCode.SomeFailed, await RunAsync("*Ready", "*Breaks", "*First"));
        Assert.Equal(("NA", "0 of 3"), (Row("Breaks", "container")["Mean"], Row("Breaks", "container")["Rounds"]));
        foreach (var (method, platform) in new[] { ("Breaks", "host"), ("Breaks", "vm"), ("First", "container"), ("Ready", "container") })
            Assert.Equal("3", Row(method, platform)["Rounds"]);
        Assert.Contains("InvalidOperationException: a mistake in the benchmark", Said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bring-up")]
    [InlineData("ready")]
    [InlineData("footprint")]
    public async Task An_instance_that_fails_on_the_way_up_is_removed_and_the_other_platforms_are_measured(string failIn)
    {
        _platforms["vm"].FailIn = failIn;
        Assert.Equal(ExitCode.SomeFailed, await RunAsync("*First", "*Remove"));
        Assert.Equal(("NA", "NA"), (Row("First", "vm")["Mean"], Row("Remove", "vm")["Mean"]));
        Assert.Equal("3", Row("Remove", "container")["Rounds"]);
        Assert.Equal(failIn == "bring-up" ? 0 : 4, _platforms["vm"].Calls.Count(c => c == "down"));
        Assert.Equal(8, Record.Journal.OfType<Ended>().Count(e => e.Outcome is Measured));
    }

    [Fact]
    public async Task After_a_tear_down_that_failed_the_host_is_made_clean_and_the_run_goes_on()
    {
        var recovered = 0;
        _platforms["container"].FailIn = "tear-down";
        _recover = () =>
        {
            recovered++;
            _platforms["container"].FailIn = null;
            return Task.CompletedTask;
        };
        Assert.Equal(ExitCode.SomeFailed, await RunAsync("*Ready"));
        Assert.Equal(1, recovered);
        Assert.Contains("FAILED: round", Said, StringComparison.Ordinal);
        Assert.Equal(("tear-down", "the mount is busy"), Record.Journal.OfType<Ended>().Select(e => e.Outcome).OfType<Failed>().Select(f => (f.Phase, f.Message)).Single());
        Assert.Equal(12, Record.Journal.OfType<Ended>().Count());
        Assert.Equal(("3", Format.Level(Analysis.Of(Record).Find("startup.ready", "container"), Texts.English)), (Row("Ready", "container")["Rounds"], Row("Ready", "container")["Result"]));
    }

    [Fact]
    public async Task Where_the_host_stays_dirty_nothing_more_is_measured_and_that_is_said()
    {
        _platforms["container"].FailIn = "tear-down";
        Assert.Equal(ExitCode.SomeFailed, await RunAsync("*Ready"));
        Assert.Single(_platforms["container"].Calls, "up");
        Assert.Contains("nothing more is measured: the daemon does not start", Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_takes_down_what_is_up_and_keeps_what_was_measured()
    {
        using var interrupt = new CancellationTokenSource();
        _cancel = interrupt.Token;
        _progress.OnSay = line => { if (line.StartsWith("[4/", StringComparison.Ordinal)) interrupt.Cancel(); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("*Ready"));
        Assert.All(_platforms.Values, p => Assert.Equal(p.Calls.Count(c => c == "up"), p.Calls.Count(c => c == "down")));
        Assert.Equal(3, Record.Journal.OfType<Ended>().Count());
        Assert.True(Verification.Of(new FolderFiles(Folder), "run").IsGood);
    }

    [Fact]
    public async Task An_operation_with_two_numbers_is_done_once_a_visit()
    {
        await RunAsync("*First", "*Second");
        Assert.Equal(2 * 3 * 4, _platforms.Values.Sum(p => p.Calls.Count(c => c == "run")));
        Assert.Equal("3.00 s (3.00–3.00)", Row("First", "vm")["Result"]);
        Assert.Equal("2.00 s (2.00–2.00)", Row("Second", "vm")["Result"]);
    }

    [Fact]
    public void What_a_platform_does_not_have_is_left_out_when_planning_with_the_reason()
    {
        var plan = MakePlan("*Elsewhere", "*Ready");
        Assert.Equal([new LeftOut("MadeUpBenchmarks.Elsewhere on host", "the host has no such thing")], plan.Plan.LeftOut);
        Assert.Equal(5, plan.Cases.Count);
    }

    [Fact]
    public void A_platform_that_cannot_be_used_is_left_out_and_only_where_none_is_left_it_is_an_error()
    {
        var plan = MakePlan(id => id == "vm" ? "There is no Vagrant." : null, "*Ready");
        Assert.Equal([new LeftOut("vm", "There is no Vagrant.")], plan.Plan.LeftOut);
        Assert.DoesNotContain(plan.Plan.Visits, v => v.Platform == "vm");
        Assert.Contains("./run doctor", Assert.Throws<UsageException>(() => MakePlan(_ => "No.", "*Ready")).Message, StringComparison.Ordinal);
    }

    SuitePlan MakePlan(params string[] filters) => MakePlan(_ => null, filters);

    SuitePlan MakePlan(Func<string, string?> whyUnusable, params string[] filters) => SuitePlan.Make(
        Case.Find([typeof(MadeUpBenchmarks)], Options(filters).Config), new Rounds(3, 1), 7, "dotnet run --project benchmarks", _platforms.ToDictionary(p => p.Key, p => (IPlatform)p.Value), whyUnusable);

    SuiteOptions Options(string[] filters) => SuiteOptions.Parse(["--artifacts", Path.Combine(_top, "artifacts"), "--disableLogFile", "--filter", .. filters], NullLogger.Instance);

    async Task<int> RunAsync(params string[] filters)
    {
        var plan = MakePlan(filters);
        var guest = new GuestInfo("abc", "debian", "12", "bookworm", "Debian 12 (bookworm)", "", "lab-guest:abc", "lab/guest", "1.0.1");
        var environment = new StudyEnvironment(guest, [.. _platforms.Values.Select(p => new PlatformInfo(p.Id, p.Label, p.Id == "vm"))], new Dictionary<string, string>(), []);
        using var study = StudyFolder.Create(Folder, plan.Plan, plan.Workloads, environment);
        var ports = new RunnerPorts(study, _progress, (_, _) => Task.FromResult(true), () => 0, (_, _) => throw new NotSupportedException());
        var parts = new SuiteParts(_platforms.ToDictionary(p => p.Key, p => (IPlatform)p.Value), ports, new CommandRunner(_clock), _clock, () => _recover());
        return await SuiteRun.RunAsync(plan, Options(filters).Config, parts, study, _tables, _cancel);
    }

    /// <summary>The cells of a row of the printed table, by their heads.</summary>
    Dictionary<string, string> Row(string method, string platform)
    {
        var lines = _tables.GetLog().Split('\n').Where(l => l.Contains('|')).Select(l => l.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToArray();
        var row = lines.Single(l => l[0] == method && l[1] == platform);
        return lines.First(l => l[0] == "Method").Zip(row).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>In milliseconds.</summary>
    static double Number(string cell) => double.Parse(cell.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * (cell.EndsWith(" s", StringComparison.Ordinal) ? 1000 : 1);

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
