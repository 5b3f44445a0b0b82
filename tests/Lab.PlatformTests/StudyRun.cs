using System.Globalization;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>A study as a user runs it: the program in a process of its own, whose journal is looked at from outside.</summary>
sealed class StudyRun(RealParts real) : IDisposable
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Folder => Path.Combine(_top, "study");

    string Journal => Path.Combine(Folder, "journal.jsonl");

    public StudyRecord Record => StudyFolder.Read(Folder);

    public Task<string> JournalAsync() => File.ReadAllTextAsync(Journal, Cancel);

    string SaidIfAny() => File.Exists(Journal) ? File.ReadAllText(Journal) : "";

    /// <summary>The journal, which has lost nothing.</summary>
    /// <param name="before">What it had before.</param>
    public async Task<string> KeptAsync(string before)
    {
        var after = await JournalAsync();
        Assert.StartsWith(before, after, StringComparison.Ordinal);
        return after;
    }

    /// <summary>Once more from an empty folder, if a machine of the study's hung in its boot.</summary>
    public Task OnceMoreAsync(Func<Task> test) => RealParts.OnceMoreAsync(async () =>
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        await test();
    }, SaidIfAny);

    public bool HasBegun => File.Exists(Journal);

    public Task<CommandOutput> StartAsync(string plan, int seed)
    {
        var file = Path.Combine(_top, "plan.yml");
        File.WriteAllText(file, $"id: mishap\n{plan}workloads: [sysbench-cpu]\nwarmup: 0\ncpus: 2\nmemory: 512 MiB\n");
        return LabAsync("study", file, "--out", Folder, "--seed", seed.ToString(CultureInfo.InvariantCulture));
    }

    public Task<CommandOutput> ResumeAsync() => LabAsync("study", "--resume", Folder);

    public Task<CommandOutput> LabAsync(params string[] words) =>
        real.Tools.Runner.RunAsync(new Command("dotnet", [typeof(Catalogue).Assembly.Location, .. words, "--builtin"]) { TimeLimit = s_limit }, null, Cancel);

    /// <summary>As kill -9 does.</summary>
    public void Kill()
    {
        foreach (var process in ProcFs.Find(words => words.Contains(Folder) && words.Contains("study")).ToArray())
            CommandRunner.Kill(process);
    }

    /// <summary>Waits until what was added to the journal has all the words in one line.</summary>
    /// <param name="beyond">Characters that it had before.</param>
    public async Task AddedAsync(Task<CommandOutput> run, int beyond, params string[] words)
    {
        bool Has(string journal) => journal.Length > beyond && journal[beyond..].Split('\n').Any(line => words.All(w => line.Contains(w, StringComparison.Ordinal)));
        while (!Has(SaidIfAny()))
        {
            // The run has a limit of its own.
            Assert.False(run.IsCompleted, $"ended before its journal had {string.Join(" and ", words)}: {(run.IsCompleted ? await run : null)}");
            await Task.Delay(50, Cancel);
        }
    }

    /// <summary>The name of the machine whose visit is the last that has begun.</summary>
    public string Machine => $"{LabHome.Prefix}{Record.Journal.OfType<Begun>().Last(b => b.Visit.Platform == "vm").Nonce[..8]}";

    /// <summary>The process id of a daemon that the lab itself started; nobody else's is ever killed.</summary>
    public static int Daemon(string name)
    {
        var file = $"{LabHome.Run}/{name}.pid";
        Assert.SkipUnless(File.Exists(file), $"{name} was not started by the lab here.");
        return int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
    }

    public async Task StartDaemonsAsync() =>
        (await real.Tools.Runner.RunAsync(new Command(Path.Combine(Catalogue.Root, "eng", "services"), "start"), null, Cancel)).OrThrow("eng/services start");

    /// <summary>The study has ended as planned, whatever was in its way: nothing that was written is lost, every visit has ended once, in the
    /// planned order, and nothing is left.</summary>
    public async Task AssertEndedAsync(string before)
    {
        Assert.StartsWith(before, await JournalAsync(), StringComparison.Ordinal);
        Assert.Equal(Record.Plan.Visits, Record.Journal.OfType<Ended>().Select(e => e.Visit));
        real.Mine(Record.Journal);
        await real.AssertNothingLeftAsync();
        var clean = await LabAsync("clean", "--runs");
        Assert.Equal(0, clean.ExitCode);
        Assert.All(Record.Journal.OfType<Begun>(), b => Assert.DoesNotContain(b.Nonce[..8], clean.StandardOutput, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
