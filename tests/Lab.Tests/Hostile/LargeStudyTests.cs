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

    [Fact]
    public async Task One_cpu_and_all_of_them_make_the_same_report()
    {
        LargeStudy.Write(_folder, 90_000);
        await ReportAsync(("DOTNET_PROCESSOR_COUNT", "1"));
        var files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.Contains(Path.Combine(_folder, "report.html"), files);
        var before = files.ToDictionary(f => f, File.ReadAllText);
        await ReportAsync(("DOTNET_PROCESSOR_COUNT", "8"));
        Assert.All(before, f => Assert.True(f.Value == File.ReadAllText(f.Key), f.Key));
    }

    async Task AnalysesAsync(int trials, int mebibytes, TimeSpan limit)
    {
        LargeStudy.Write(_folder, trials);
        var output = await ReportAsync(("DOTNET_GCHeapHardLimit", $"0x{(long)mebibytes << 20:x}"));
        Assert.Contains("startup.ready: vm (QEMU, emulated) against container (Docker): ", output.StandardOutput, StringComparison.Ordinal);
        Assert.InRange(output.Elapsed, TimeSpan.Zero, limit);
    }

    async Task<CommandOutput> ReportAsync((string Name, string Value) setting)
    {
        var output = await new CommandRunner(TimeProvider.System).RunAsync(new Command(Path.Combine(AppContext.BaseDirectory, "lab"), "report", _folder)
        {
            Environment = new Dictionary<string, string?> { [setting.Name] = setting.Value, ["DOTNET_TieredCompilation"] = "1" },
            TimeLimit = TimeSpan.FromMinutes(2),
        }, null, TestContext.Current.CancellationToken);
        Assert.Equal(("", 0), (output.StandardError, output.ExitCode));
        return output;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
