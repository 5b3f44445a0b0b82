using Lab.Core;

namespace Lab.PlatformTests;

/// <summary>A study whose results' disk is full.</summary>
[Collection(Lanes.Program)]
public sealed class FullDiskTests : IDisposable
{
    readonly RealParts _real = new();
    readonly StudyRun _study;

    public FullDiskTests() => _study = new StudyRun(_real);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_under_the_results_stops_the_study_and_what_was_written_stays()
    {
        await _real.RequireAsync("container");
        Directory.CreateDirectory(_study.Folder);
        (await _real.Tools.Runner.RunAsync(new Command("mount", "-t", "tmpfs", "-o", "size=1m", "lab-small", _study.Folder), null, Cancel)).OrThrow("mount of a small disk");
        try
        {
            var run = _study.StartAsync("platforms: [container]\nrounds: 3\n", 7);
            await _study.AddedAsync(run, 0, "\"event\":\"ended\"");
            var filler = Path.Combine(_study.Folder, "filler");
            await _real.Tools.Runner.RunAsync(new Command("dd", "if=/dev/zero", $"of={filler}", "bs=4k"), null, Cancel);
            var output = await run;
            Assert.True(output.ExitCode == 2 && output.StandardError.Contains("cannot be written", StringComparison.Ordinal) && output.StandardError.Contains("--resume", StringComparison.Ordinal), $"{output.ExitCode}: {output.StandardError}");
            Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
            await _real.AssertNothingLeftAsync();
            File.Delete(filler);
            var before = (await _study.JournalAsync()).TrimEnd('\n');
            output = await _study.ResumeAsync();
            Assert.True(output.ExitCode == 0, output.StandardOutput + output.StandardError);
            await _study.AssertEndedAsync(before);
        }
        finally
        {
            await _real.Tools.Runner.RunAsync(new Command("umount", _study.Folder), null, CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _study.Dispose();
        _real.Dispose();
    }
}
