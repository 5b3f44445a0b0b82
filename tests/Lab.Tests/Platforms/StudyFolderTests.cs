using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class StudyFolderTests : IDisposable
{
    static readonly StudyEnvironment Environment = new(new GuestInfo("h", "debian", "12", "bookworm", "Debian 12 (bookworm)", "no Ubuntu mirror answered", "i", "b", "1"), [], new Dictionary<string, string>(), []);
    static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;
    readonly Plan _plan = Plan.Make(Samples.Spec, 1, []);

    string Journal => Path.Combine(_folder, "journal.jsonl");

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var visit = _plan.Visits[0];
        JournalEntry[] entries =
        [
            new Begun(At, visit, "n"), new LadderTaken(At, visit, [Metrics.Ready.Of(0.16)], 0.01), new FootprintTaken(At, visit, "idle", [Metrics.Resident.Of(1e6)]),
            new TrialDone(At, new Trial(visit, 1, "sysbench-cpu"), new Measured([new Measurement("cpu.events", 100.5)]), "raw/x.txt"),
            new Ended(At, visit, new Failed("measure", "it \"broke\"\n<b>")), new RampStep(At, "container", 2, 5e6),
        ];
        using (var study = Create())
            foreach (var entry in entries)
                study.Append(entry);
        var record = StudyFolder.Read(_folder);
        Assert.Equivalent(entries, record.Journal, strict: true);
        Assert.Equal(_plan.Visits, record.Plan.Visits);
        Assert.Empty(record.UnreadableLines);
    }

    [Fact]
    public void What_failed_and_what_was_left_out_is_written_without_homes_of_users_and_commands_as_they_are()
    {
        var environment = Environment with { Warnings = ["/home/alice/lab is slow"] };
        var workload = Samples.Workload with { Command = ["/home/alice/bin/sysbench"] };
        using (var study = StudyFolder.Create(_folder, Plan.Make(Samples.Spec, 1, [new LeftOut("vm", "/home/alice/vagrant is not there")]), [workload], environment))
            study.Append(new Ended(At, _plan.Visits[0], new Failed("bring-up", "cannot read \"/home/alice/lab/x\"")));
        var record = StudyFolder.Read(_folder);
        Assert.Equal(new Failed("bring-up", "cannot read \"/home/~/lab/x\""), Assert.IsType<Ended>(Assert.Single(record.Journal)).Outcome);
        Assert.Equal(("/home/~/lab is slow", "/home/~/vagrant is not there"), (record.Environment.Warnings[0], record.Plan.LeftOut[0].Why));
        Assert.Equal(workload.Command, record.Workloads[0].Command); // It is typed again by --resume.
    }

    [Fact]
    public void A_line_torn_by_a_kill_is_set_apart_and_the_next_one_is_whole()
    {
        using (var study = Create())
            study.Append(new Begun(At, _plan.Visits[0], "one"));
        File.AppendAllText(Journal, "{\"event\":\"ended\",\"at\":\"2026-");
        using (var study = StudyFolder.Open(_folder))
            study.Append(new Begun(At, _plan.Visits[0], "two"));
        var record = StudyFolder.Read(_folder);
        Assert.Equal(["one", "two"], record.Journal.Cast<Begun>().Select(b => b.Nonce));
        Assert.Equal([2], record.UnreadableLines);
    }

    [Fact]
    public void A_whole_line_without_its_line_feed_is_kept()
    {
        using (var study = Create())
            study.Append(new Begun(At, _plan.Visits[0], "one"));
        File.WriteAllText(Journal, File.ReadAllText(Journal).TrimEnd('\n'));
        using (var study = StudyFolder.Open(_folder))
            study.Append(new Begun(At, _plan.Visits[0], "two"));
        Assert.Equal(2, StudyFolder.Read(_folder).Journal.Count);
    }

    [Fact]
    public void Two_runs_cannot_write_into_one_folder()
    {
        using var first = Create();
        Assert.Contains("in use by another run", Assert.Throws<UsageException>(() => StudyFolder.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_never_overwritten()
    {
        File.WriteAllText(Path.Combine(_folder, "mine.txt"), "mine");
        Assert.Contains("exists and is not empty", Assert.Throws<UsageException>(Create).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_plan_is_named_with_its_line()
    {
        Create().Dispose();
        File.WriteAllText(Path.Combine(_folder, "plan.json"), "{\n  \"spec\": nonsense\n}");
        Assert.Contains("plan.json:2: this cannot be read", Assert.Throws<UsageException>(() => StudyFolder.Read(_folder)).Message, StringComparison.Ordinal);
    }

    StudyFolder Create() => StudyFolder.Create(_folder, _plan, [Samples.Workload], Environment);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
