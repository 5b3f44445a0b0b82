using System.Globalization;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>The real program on the real platforms, and what goes wrong in the middle of a study: it says so, loses nothing, leaves nothing, and goes on.</summary>
public sealed class MishapTests : IDisposable
{
    const string Container = "platforms: [container]\nrounds: 3\n", Machine = "platforms: [vm, host]\nrounds: 1\n", All = "platforms: [host, container, vm]\nrounds: 1\n";
    readonly RealParts _real = new();
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    string Folder => Path.Combine(_top, "study");
    string Journal => Path.Combine(Folder, "journal.jsonl");

    /// <summary>LAB_KILLS tells how many; 1 where it is not set.</summary>
    [Fact]
    public Task Kills_at_random_moments_lose_no_line_and_the_study_ends_in_the_planned_order() => OnceMoreAsync(async () =>
    {
        await _real.RequireAsync("vm");
        var kills = int.Parse(Environment.GetEnvironmentVariable("LAB_KILLS") ?? "1", CultureInfo.InvariantCulture);
        var random = new Random(3);
        var before = "";
        for (var kill = 1; kill <= kills; kill++)
        {
            var run = File.Exists(Journal) ? ResumeAsync() : StudyAsync(All);
            await JournalAsync(run, before.Length);
            await Task.Delay(random.Next(2_000, 25_000), Cancel);
            KillLab();
            Assert.Equal(137, (await run).ExitCode);
            Assert.StartsWith(before, before = await File.ReadAllTextAsync(Journal, Cancel), StringComparison.Ordinal);
        }
        await EndsWellAsync(before);
    });

    [Fact]
    public async Task The_Engine_dies_in_the_middle_of_a_visit()
    {
        await _real.RequireAsync("container");
        var engine = Daemon("dockerd");
        var run = StudyAsync(Container);
        await JournalAsync(run, 0, "\"event\":\"footprint\"");
        CommandRunner.Kill(engine);
        var output = await run;
        Assert.True(output.ExitCode == 1 && output.StandardError.Contains("The Docker Engine on", StringComparison.Ordinal), $"{output.ExitCode}: {output.StandardError}");
        Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
        await StartDaemonsAsync();
        await EndsWellAsync(await File.ReadAllTextAsync(Journal, Cancel));
    }

    [Fact]
    public Task Libvirt_dies_in_the_middle_of_a_boot() => OnceMoreAsync(async () =>
    {
        await _real.RequireAsync("vm");
        var libvirt = Daemon("libvirtd");
        var run = StudyAsync(Machine);
        await JournalAsync(run, 0, "\"platform\":\"vm\"");
        while (!run.IsCompleted && !ProcFs.Find(words => words.Any(w => w.StartsWith("guest=lab-", StringComparison.Ordinal))).Any()) await Task.Delay(100, Cancel);
        CommandRunner.Kill(libvirt);
        var output = await run;
        Assert.True(output.ExitCode == 1 && output.StandardError.Contains("libvirt", StringComparison.Ordinal), $"{output.ExitCode}: {output.StandardError}");
        Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
        await StartDaemonsAsync();
        await EndsWellAsync(await File.ReadAllTextAsync(Journal, Cancel));
    });

    [Fact]
    public Task A_frozen_machine_is_a_failed_visit_and_the_study_goes_on() => OnceMoreAsync(async () =>
    {
        await _real.RequireAsync("vm");
        var run = StudyAsync(Machine);
        await JournalAsync(run, 0, "\"event\":\"footprint\"", "vm");
        var machine = ProcFs.Find(words => words.Any(w => w.StartsWith("guest=lab-", StringComparison.Ordinal))).Single();
        await _real.Tools.Runner.RunAsync(new Command("kill", "-STOP", machine.ToString(CultureInfo.InvariantCulture)), null, Cancel);
        var output = await run;
        Assert.Equal(1, output.ExitCode);
        var ended = StudyFolder.Read(Folder).Journal.OfType<Ended>().ToDictionary(e => e.Visit.Platform, e => e.Outcome);
        Assert.IsType<Failed>(ended["vm"]);
        Assert.IsType<Measured>(ended["host"]);
        await _real.AssertNothingLeftAsync();
    });

    [Fact]
    public async Task A_full_disk_under_the_results_stops_the_study_and_what_was_written_stays()
    {
        await _real.RequireAsync("container");
        Directory.CreateDirectory(Folder);
        (await _real.Tools.Runner.RunAsync(new Command("mount", "-t", "tmpfs", "-o", "size=1m", "lab-small", Folder), null, Cancel)).OrThrow("mount of a small disk");
        try
        {
            var run = StudyAsync(Container);
            await JournalAsync(run, 0, "\"event\":\"ended\"");
            var filler = Path.Combine(Folder, "filler");
            await _real.Tools.Runner.RunAsync(new Command("dd", "if=/dev/zero", $"of={filler}", "bs=4k"), null, Cancel);
            var output = await run;
            Assert.True(output.ExitCode == 2 && output.StandardError.Contains("cannot be written", StringComparison.Ordinal) && output.StandardError.Contains("--resume", StringComparison.Ordinal), $"{output.ExitCode}: {output.StandardError}");
            Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
            await _real.AssertNothingLeftAsync();
            File.Delete(filler);
            await EndsWellAsync((await File.ReadAllTextAsync(Journal, Cancel)).TrimEnd('\n'));
        }
        finally
        {
            await _real.Tools.Runner.RunAsync(new Command("umount", Folder), null, CancellationToken.None);
        }
    }

    Task<CommandOutput> StudyAsync(string plan)
    {
        var file = Path.Combine(_top, "plan.yml");
        File.WriteAllText(file, $"id: mishap\n{plan}workloads: [sysbench-cpu]\nwarmup: 0\ncpus: 1\nmemory: 512 MiB\n");
        return LabAsync("study", file, "--out", Folder, "--seed", "7");
    }

    Task<CommandOutput> ResumeAsync() => LabAsync("study", "--resume", Folder);

    Task<CommandOutput> LabAsync(params string[] words) =>
        _real.Tools.Runner.RunAsync(new Command("dotnet", [typeof(Catalogue).Assembly.Location, .. words, "--builtin"]) { TimeLimit = TimeSpan.FromMinutes(15) }, null, Cancel);

    void KillLab()
    {
        foreach (var process in ProcFs.Find(words => words.Contains(Folder) && words.Contains("study")).ToArray())
            CommandRunner.Kill(process);
    }

    /// <summary>Waits until the journal has grown and holds all the words in one line.</summary>
    async Task JournalAsync(Task<CommandOutput> run, int beyond, params string[] words)
    {
        while (!File.Exists(Journal) || new FileInfo(Journal).Length <= beyond || !File.ReadLines(Journal).Any(line => words.All(w => line.Contains(w, StringComparison.Ordinal))))
        {
            Assert.False(run.IsCompleted, $"ended before its journal had {string.Join(" and ", words)}: {(run.IsCompleted ? await run : null)}");
            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>Once more from an empty folder, if a machine of the study's hung in its boot.</summary>
    Task OnceMoreAsync(Func<Task> test) => RealParts.OnceMoreAsync(async () =>
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        await test();
    }, () => File.Exists(Journal) ? File.ReadAllText(Journal) : "");

    /// <summary>Goes on with the study: nothing that was written is lost, every visit ends in the planned order, and nothing is left. Too few rounds for one to be run again.</summary>
    async Task EndsWellAsync(string before)
    {
        var output = await ResumeAsync();
        Assert.True(output.ExitCode == 0, output.StandardOutput + output.StandardError);
        Assert.StartsWith(before, await File.ReadAllTextAsync(Journal, Cancel), StringComparison.Ordinal);
        var record = StudyFolder.Read(Folder);
        Assert.Equal(record.Plan.Visits, record.Journal.OfType<Ended>().Select(e => e.Visit));
        await _real.AssertNothingLeftAsync();
        var clean = await LabAsync("clean", "--runs");
        Assert.Equal((0, "Nothing of the lab's was left.\n"), (clean.ExitCode, clean.StandardOutput));
    }

    /// <summary>The process id of a daemon that the lab itself started; nobody else's is ever killed.</summary>
    static int Daemon(string name)
    {
        var file = $"{LabHome.Run}/{name}.pid";
        Assert.SkipUnless(File.Exists(file), $"{name} was not started by the lab here.");
        return int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
    }

    async Task StartDaemonsAsync() => (await _real.Tools.Runner.RunAsync(new Command(Path.Combine(Catalogue.Root, "eng", "services"), "start"), null, Cancel)).OrThrow("eng/services start");

    public void Dispose()
    {
        _real.Dispose();
        Directory.Delete(_top, recursive: true);
    }
}
