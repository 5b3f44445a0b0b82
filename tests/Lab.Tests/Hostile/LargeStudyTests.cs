using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Tests.Hostile;

public sealed partial class LargeStudyTests(LargeStudies studies) : IClassFixture<LargeStudies>
{
    [Fact]
    public async Task Many_trials_fit_into_little_memory() => Assert.Contains(
        "startup.ready: vm (QEMU, emulated) against container (Docker): ", (await ReportAsync(studies.Many, mebibytes: 80, cpus: 2)).StandardOutput, StringComparison.Ordinal);

    /// <summary>Linear is 16, quadratic is 256.</summary>
    [Fact]
    public void Sixteen_times_the_trials_are_less_than_64_times_the_work()
    {
        LargeStudies.Analysed(studies.Few);
        Assert.InRange(Work.Seconds(() => LargeStudies.Analysed(studies.Many)) / Work.Seconds(() => LargeStudies.Analysed(studies.Few)), 0, 64);
    }

    [Fact]
    public void Many_trials_are_rendered_in_three_megabytes_and_no_more_work_for_each()
    {
        var (few, many) = (LargeStudies.Analysed(studies.Few), LargeStudies.Analysed(studies.Many));
        Report.Render(few);
        Assert.InRange(Report.Render(many).Html.Length, 100_000, 3_000_000);
        Assert.InRange(Work.Seconds(() => Report.Render(many)) / Work.Seconds(() => Report.Render(few)), 0, 16);
    }

    [Fact(Explicit = true), Trait("part", "large")]
    public async Task A_hundred_thousand_trials_fit_into_little_memory_and_one_cpu_and_all_of_them_make_the_same_report()
    {
        var folder = studies.Written(100_000);
        await ReportAsync(folder, mebibytes: 192, cpus: 1);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(Path.Combine(folder, "report.html"), files);
        var before = files.ToDictionary(f => f, File.ReadAllText);
        await ReportAsync(folder, mebibytes: 192, cpus: 8);
        Assert.All(before, f => Assert.True(f.Value == File.ReadAllText(f.Key), f.Key));
    }

    [Fact(Explicit = true), Trait("part", "large")]
    public async Task A_hundred_thousand_trials_are_less_than_ten_times_the_work_of_ten_thousand() =>
        Assert.InRange(await WorkAsync(studies.Written(100_000), 192) / await WorkAsync(studies.Written(10_000), 192), 0, 10);

    [Fact(Explicit = true), Trait("part", "large")]
    public async Task A_million_trials_are_analysed_in_one_gibibyte_and_less_than_twelve_times_the_work_of_a_hundred_thousand() =>
        Assert.InRange(await WorkAsync(studies.Written(1_000_000), 1024) / await WorkAsync(studies.Written(100_000), 1024), 0, 12);

    /// <summary>CPU time of a report, in seconds.</summary>
    static async Task<double> WorkAsync(string folder, int mebibytes) => Children((await ReportAsync(folder, mebibytes, cpus: 2)).StandardOutput);

    /// <summary>The real program as <c>./run</c> starts it, with a limit of its memory: what does not fit ends it. The shell adds the CPU time.</summary>
    static async Task<CommandOutput> ReportAsync(string folder, int mebibytes, int cpus)
    {
        var output = await new CommandRunner(TimeProvider.System).RunAsync(new Command("sh", "-c", "\"$0\" report \"$1\" && times", Path.Combine(AppContext.BaseDirectory, "lab"), folder)
        {
            Environment = new Dictionary<string, string?>
            {
                ["DOTNET_GCHeapHardLimit"] = $"0x{(long)mebibytes << 20:x}",
                ["DOTNET_PROCESSOR_COUNT"] = $"{cpus}",
                ["DOTNET_TieredCompilation"] = "1",
            },
            TimeLimit = TimeSpan.FromMinutes(10),
        }, null, TestContext.Current.CancellationToken);
        Assert.Equal(("", 0), (output.StandardError, output.ExitCode));
        return output;
    }

    /// <summary>The last line of a shell's times: user and system time of what it ran.</summary>
    static double Children(string output) => Times().Match(output) is { Success: true } times
        ? Enumerable.Range(0, 2).Sum(i => 60 * int.Parse(times.Groups[2 * i + 1].Value, null) + double.Parse(times.Groups[2 * i + 2].Value, System.Globalization.CultureInfo.InvariantCulture))
        : throw new FormatException(output);

    [GeneratedRegex(@"(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*\z")]
    private static partial Regex Times();
}
