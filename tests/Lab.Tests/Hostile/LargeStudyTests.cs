using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Hostile;

[Collection(TakesAllCpus.Name)]
public sealed class LargeStudyTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;

    /// <summary>The real program as <c>./run</c> starts it, with a limit of its memory: what does not fit ends it.</summary>
    [Fact]
    public Task A_hundred_thousand_trials_are_analysed_in_moments() => AnalysesAsync(100_000, 192, TimeSpan.FromSeconds(8));

    [Fact(Explicit = true)]
    public Task A_million_trials_are_analysed_in_twenty_seconds_and_one_gibibyte() => AnalysesAsync(1_000_000, 1024, TimeSpan.FromSeconds(20));

    async Task AnalysesAsync(int trials, int mebibytes, TimeSpan limit)
    {
        LargeStudy.Write(_folder, trials);
        var output = await new CommandRunner(TimeProvider.System).RunAsync(new Command(Path.Combine(AppContext.BaseDirectory, "lab"), "report", _folder)
        {
            Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = $"0x{(long)mebibytes << 20:x}", ["DOTNET_TieredCompilation"] = "1" },
            TimeLimit = TimeSpan.FromMinutes(2),
        }, null, TestContext.Current.CancellationToken);
        Assert.Equal("", output.StandardError);
        Assert.Equal(0, output.ExitCode);
        Assert.Contains("startup.ready: vm (QEMU, emulated) against container (Docker): ", output.StandardOutput, StringComparison.Ordinal);
        Assert.InRange(output.Elapsed, TimeSpan.Zero, limit);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
