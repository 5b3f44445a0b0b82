using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.PlatformTests;

/// <summary>The BenchmarkDotNet suite as a user starts it, on the real platforms.</summary>
[Collection(Lanes.Daemons)]
[Trait(Lanes.Needs, Lanes.NeedsDaemons)]
public sealed class BenchmarkTests : IDisposable
{
    readonly RealParts _real = new();
    readonly SuiteRun _suite;

    public BenchmarkTests() => _suite = new SuiteRun(_real);

    /// <summary>One round on every platform; when most of it has been done, the machine freezes while it is looked at, and the Engine is killed.</summary>
    [Fact]
    public Task A_machine_that_hangs_and_an_Engine_that_dies_cost_only_their_last_benchmarks() => RealParts.OnceMoreAsync(async () =>
    {
        foreach (var id in (string[])["host", "container", "vm"]) await _real.RequireAsync(id);
        StudyRun.Daemon("dockerd");
        var (run, folder) = await _suite.StartAsync("--job", "dry", "--seed", "5", "--filter", "*CreateTo*", "*FirstExec*", "*.Pause*", "*.Resume*", "*.Remove*", "*HttpRequest*", "*.Exec*", "*Copy1MiB*");
        try
        {
            var mishaps = Task.WhenAll(
                SuiteRun.AfterAsync(folder, run, () => SuiteRun.Freeze(folder), "\"event\":\"footprint\"", "\"moment\":\"after\"", "\"platform\":\"vm\""),
                SuiteRun.AfterAsync(folder, run, KillEngine, "\"event\":\"trial\"", "\"workload\":\"pause\"", "\"platform\":\"container\""));
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
            _real.Mine(StudyFolder.Read(folder).Journal);
            await _real.AssertNothingLeftAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    static string[] Measured(AnalysisResult result, string metric) => [.. result.Levels.Where(l => l.Metric.Id == metric).Select(l => $"{metric} {l.Platform}").Order()];

    static void KillEngine() => CommandRunner.Kill(StudyRun.Daemon("dockerd"));

    public void Dispose()
    {
        _suite.Dispose();
        _real.Dispose();
    }
}
