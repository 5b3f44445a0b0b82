using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>The BenchmarkDotNet suite, interrupted.</summary>
[Collection(Lanes.Program)]
public sealed class BenchmarkInterruptTests : IDisposable
{
    readonly RealParts _real = new();
    readonly SuiteRun _suite;

    public BenchmarkInterruptTests() => _suite = new SuiteRun(_real);

    [Fact]
    public async Task An_interrupted_run_leaves_nothing_and_says_so()
    {
        await _real.RequireAsync("container");
        var (run, folder) = await _suite.StartAsync("--platforms", "container", "--iterationCount", "50", "--filter", "*CreateToReady*", "*StoppedToReady*");
        await SuiteRun.LineAsync(folder, run, "\"event\":\"trial\"", "\"outcome\":\"measured\"");
        await SuiteRun.LineAsync(folder, run, "\"event\":\"ladder\"", "\"round\":2");
        _suite.Interrupt();
        var output = await run;
        Assert.True(output.ExitCode == ExitCode.Interrupted, $"{output.ExitCode}: {output.StandardOutput}{output.StandardError}");
        Assert.Contains("interrupted; everything that was up is down", output.StandardError, StringComparison.Ordinal);
        _real.Mine(StudyFolder.Read(folder).Journal);
        await _real.AssertNothingLeftAsync();
        Assert.True(File.Exists(Path.Combine(folder, "report.html")), "what was measured has a report");
        Directory.Delete(folder, recursive: true);
    }

    public void Dispose()
    {
        _suite.Dispose();
        _real.Dispose();
    }
}
