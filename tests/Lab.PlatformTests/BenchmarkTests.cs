using System.Globalization;
using System.Runtime.InteropServices;
using Lab.Benchmarks;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.PlatformTests;

/// <summary>The BenchmarkDotNet suite as a user starts it, on the real platforms.</summary>
public sealed class BenchmarkTests : IDisposable
{
    readonly RealParts _real = new();
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>One round on every platform; when most of it has been done, the machine freezes while it is looked at, and the Engine is killed.</summary>
    [Fact]
    public Task A_machine_that_hangs_and_an_Engine_that_dies_cost_only_their_last_benchmarks() => RealParts.OnceMoreAsync(async () =>
    {
        foreach (var id in (string[])["host", "container", "vm"]) await _real.RequireAsync(id);
        Assert.SkipUnless(File.Exists($"{LabHome.Run}/dockerd.pid"), "dockerd was not started by the lab here.");
        var before = Folders();
        var run = SuiteAsync("--job", "dry", "--seed", "5", "--filter", "*CreateTo*", "*FirstExec*", "*.Pause*", "*.Resume*", "*.Remove*", "*HttpRequest*", "*.Exec*", "*Copy1MiB*");
        var folder = await FolderAsync(before, run);
        try
        {
            var mishaps = Task.WhenAll(
                AfterAsync(folder, run, Freeze, "\"event\":\"footprint\"", "\"moment\":\"after\"", "\"platform\":\"vm\""),
                AfterAsync(folder, run, KillEngine, "\"event\":\"trial\"", "\"workload\":\"pause\"", "\"platform\":\"container\""));
            var output = await run;
            await mishaps;
            Assert.False(File.ReadAllText(Path.Combine(folder, "journal.jsonl")).Contains(VmPlatform.HungInBoot, StringComparison.Ordinal), VmPlatform.HungInBoot);
            Assert.True(output.ExitCode == ExitCode.SomeFailed, $"{output.ExitCode}: {output.StandardOutput}{output.StandardError}");
            Assert.Contains("The Docker Engine on", output.StandardOutput, StringComparison.Ordinal);
            Assert.Contains("vm: LifecycleBenchmarks.Pause FAILED: observe: lab-observe", output.StandardOutput, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output.StandardOutput + output.StandardError, StringComparison.Ordinal);
            var result = Analysis.Of(StudyFolder.Read(folder));
            Assert.Equal(["startup.ready container", "startup.ready host", "startup.ready vm"], Measured(result, "startup.ready"));
            Assert.Equal(["exec-first.time container", "exec-first.time host", "exec-first.time vm"], Measured(result, "exec-first.time"));
            Assert.Equal(["copy-1.time container", "copy-1.time host", "copy-1.time vm"], Measured(result, "copy-1.time"));
            Assert.Equal(["http.time container", "http.time host", "http.time vm"], Measured(result, "http.time"));
            Assert.Equal(["pause.resume container"], Measured(result, "pause.resume"));
            Assert.Equal(["teardown host"], Measured(result, "teardown"));
            var verification = Verification.Of(new FolderFiles(folder), StudyFolder.IdOf(folder));
            Assert.True(verification.IsGood, string.Join('\n', verification.Discrepancies));
            await _real.AssertNothingLeftAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    [Fact]
    public async Task An_interrupted_run_leaves_nothing_and_says_so()
    {
        await _real.RequireAsync("container");
        var before = Folders();
        var run = SuiteAsync("--platforms", "container", "--iterationCount", "50", "--filter", "*CreateToReady*", "*StoppedToReady*");
        var folder = await FolderAsync(before, run);
        await LineAsync(folder, run, "\"event\":\"trial\"", "\"outcome\":\"measured\"");
        await LineAsync(folder, run, "\"event\":\"ladder\"", "\"round\":2");
        foreach (var process in ProcFs.Find(words => words.Contains(_top)).ToArray())
            _ = Signal(process, Interrupt);
        var output = await run;
        Assert.True(output.ExitCode == ExitCode.Interrupted, $"{output.ExitCode}: {output.StandardOutput}{output.StandardError}");
        Assert.Contains("interrupted; everything that was up is down", output.StandardError, StringComparison.Ordinal);
        await _real.AssertNothingLeftAsync();
        Assert.True(File.Exists(Path.Combine(folder, "report.html")), "what was measured has a report");
        Directory.Delete(folder, recursive: true);
    }

    static string[] Measured(AnalysisResult result, string metric) => [.. result.Levels.Where(l => l.Metric.Id == metric).Select(l => $"{metric} {l.Platform}").Order()];

    static void Freeze() => _ = Signal(ProcFs.Find(words => words.Any(w => w.StartsWith("guest=lab-", StringComparison.Ordinal))).Single(), Stop);

    static void KillEngine() => CommandRunner.Kill(int.Parse(File.ReadAllText($"{LabHome.Run}/dockerd.pid"), CultureInfo.InvariantCulture));

    /// <summary>Once a line with all the words stands in the journal.</summary>
    static async Task AfterAsync(string folder, Task run, Action mishap, params string[] words)
    {
        await LineAsync(folder, run, words);
        if (!run.IsCompleted) mishap();
    }

    static async Task LineAsync(string folder, Task run, params string[] words)
    {
        var journal = Path.Combine(folder, "journal.jsonl");
        while (!run.IsCompleted && (!File.Exists(journal) || !File.ReadLines(journal).Any(line => words.All(w => line.Contains(w, StringComparison.Ordinal)))))
            await Task.Delay(2, Cancel);
    }

    static async Task<string> FolderAsync(string[] before, Task<CommandOutput> run)
    {
        while (!run.IsCompleted && Folders().Length == before.Length)
            await Task.Delay(20, Cancel);
        var made = Folders().Except(before).ToArray();
        Assert.True(made.Length == 1, run.IsCompleted ? (await run).StandardError : "no folder");
        return made[0];
    }

    static string[] Folders() => Directory.Exists(Path.Combine(Catalogue.Root, "results")) ? Directory.GetDirectories(Path.Combine(Catalogue.Root, "results"), "benchmarks-*") : [];

    Task<CommandOutput> SuiteAsync(params string[] words) => _real.Tools.Runner.RunAsync(
        new Command("dotnet", [typeof(PlatformBenchmarks).Assembly.Location, .. words, "--builtin", "--artifacts", _top]) { TimeLimit = TimeSpan.FromMinutes(20) }, null, Cancel);

    const int Interrupt = 2, Stop = 19;

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int id, int signal);

    public void Dispose()
    {
        _real.Dispose();
        Directory.Delete(_top, recursive: true);
    }
}
