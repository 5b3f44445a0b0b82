using System.Runtime.InteropServices;
using Lab.Benchmarks;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>The BenchmarkDotNet suite in a process of its own, and its study folder while it grows.</summary>
sealed class SuiteRun(RealParts real) : IDisposable
{
    const int InterruptSignal = 2, StopSignal = 19;
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<(Task<CommandOutput> Run, string Folder)> StartAsync(params string[] words)
    {
        var before = Folders();
        var run = real.Tools.Runner.RunAsync(
            new Command("dotnet", [typeof(PlatformBenchmarks).Assembly.Location, .. words, "--builtin", "--artifacts", _top]) { TimeLimit = TimeSpan.FromMinutes(20) }, null, Cancel);
        while (!run.IsCompleted && Folders().Length == before.Length)
            await Task.Delay(20, Cancel);
        var made = Folders().Except(before).ToArray();
        Assert.True(made.Length == 1, run.IsCompleted ? (await run).StandardError : "no folder");
        return (run, made[0]);
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt()
    {
        foreach (var process in ProcFs.Find(words => words.Contains(_top)).ToArray())
            _ = Signal(process, InterruptSignal);
    }

    /// <summary>Stops the machine whose visit has begun last.</summary>
    public static void Freeze(string folder)
    {
        var nonce = StudyFolder.Read(folder).Journal.OfType<Begun>().Last(b => b.Visit.Platform == "vm").Nonce;
        _ = Signal(RealParts.ProcessOf($"{LabHome.Prefix}{nonce[..8]}"), StopSignal);
    }

    /// <summary>Does it once a line with all the words stands in the journal.</summary>
    public static async Task AfterAsync(string folder, Task run, Action mishap, params string[] words)
    {
        await LineAsync(folder, run, words);
        if (!run.IsCompleted) mishap();
    }

    /// <summary>Waits for a line with all the words, or the end of the run, which has a limit.</summary>
    public static async Task LineAsync(string folder, Task run, params string[] words)
    {
        var journal = Path.Combine(folder, "journal.jsonl");
        while (!run.IsCompleted && (!File.Exists(journal) || !File.ReadLines(journal).Any(line => words.All(w => line.Contains(w, StringComparison.Ordinal)))))
            await Task.Delay(10, Cancel);
    }

    static string[] Folders()
    {
        var results = Path.Combine(Catalogue.Root, "results");
        return Directory.Exists(results) ? Directory.GetDirectories(results, "benchmarks-*") : [];
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int id, int signal);

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
