using System.Runtime.CompilerServices;
using Lab.Core;
using Lab.Reports.Charts;

namespace Lab.Tests.Reports;

/// <summary>Each kind of chart as a kept file, to the byte. LAB_UPDATE_GOLDEN=1 writes them again; look at them then.</summary>
public sealed class ChartTests
{
    static readonly Look Host = new(0, false), Container = new(1, false), Machine = new(2, true);

    static readonly Dictionary<string, Chart> s_charts = new Chart[]
    {
        DotStrip.Draw("dot-strip", "Startup", "Two platforms, and one that was not measured", Unit.Seconds,
        [
            new("container", "160 ms", Container, new StripLevel([.. ((double[])[0.15, 0.16, 0.16, 0.161, 0.19]).Select(v => new Dot(v, $"{v}"))], 0.16, new Interval(0.15, 0.19, 0.94))),
            new("vm (emulated)", "16.0 s", Machine, new StripLevel([new(15, "15 s"), new(16, "16 s"), new(18, "18 s")], 16, new Interval(15, 18, 0.75))),
            new("<b>host & co</b>", "not measured", Host, null),
        ]),
        SegmentedBars.Draw("timeline", "From power-on", "A long bar and a short one", Unit.Seconds,
        [
            new("vm", "ready after 16 s", Machine, [new(0, 0, 2, "firmware"), new(1, 2, 8, "kernel"), new(2, 8, 16, "service")], [new(15.5, "one"), new(16.5, "two")]),
            new("container", "ready after 160 ms", Container, [new(1, 0, 0.15, "create"), new(2, 0.15, 0.16, "service")], [new(0.16, "one")]),
            new("host", "failed", Host, [], []),
        ], [new(0, "firmware"), new(1, "kernel"), new(2, "service")], "All", "Enlarged"),
        SegmentedBars.Draw("stacked-bar", "Memory", "Parts that add up", Unit.Bytes,
            [new("vm", "1 GiB", Machine, [new(0, 0, 200e6, "RAM"), new(1, 200e6, 1e9, "translation", IsHatched: true)], [])], [new(0, "RAM"), new(1, "translation", IsHatched: true)], "All", "Enlarged"),
        Series.Draw("series", "Round by round", "A line with a break", Unit.Seconds,
            [new("container", Container, [(1, new(0.16, "one")), (2, new(0.17, "two")), (3, new(0.15, "three"))]), new("host", Host, [(1, new(0.05, "one")), (3, new(0.04, "three"))], IsDashed: true)], [1, 2, 3], x => $"{x}", [2.5]),
        RatioChart.Draw("ratio", "Against host", "Two ratios with intervals",
            [new("sysbench", [new(Container, 0.98, new Interval(0.95, 1.01, 0.95), "0.98×"), new(Machine, 0.13, new Interval(0.12, 0.14, 0.95), "0.13×")]), new("fio", [new(Container, 1.02, new Interval(1, 1.1, 0.95), "1.02×")])], "worse", "better"),
    }.ToDictionary(c => c.Name);

    public static TheoryData<string> Names => [.. s_charts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chart_is_the_kept_one_to_the_byte(string name)
    {
        var golden = Path.Combine(Folder(), "Charts", $"{name}.svg");
        if (Environment.GetEnvironmentVariable("LAB_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, s_charts[name].Standalone);
        Assert.Equal(File.ReadAllText(golden), s_charts[name].Standalone);
    }

    [Theory]
    [InlineData(0.17, 17.9, Unit.Seconds, true, "200 ms|500 ms|1 s|2 s|5 s|10 s|20 s")]
    [InlineData(0.001, 100, Unit.Seconds, true, "10 ms|1 s|100 s")]
    [InlineData(0, 21.5, Unit.Seconds, false, "0 s|5 s|10 s|15 s|20 s")]
    [InlineData(0, 0.23, Unit.Seconds, false, "0 s|50 ms|100 ms|150 ms|200 ms")]
    [InlineData(237, 257, Unit.Count, false, "240|245|250|255")]
    [InlineData(36864, 3.7e6, Unit.Bytes, true, "64 KiB|256 KiB|1 MiB|4 MiB")]
    [InlineData(0, 217e6, Unit.Bytes, false, "0 B|50 MiB|100 MiB|150 MiB|200 MiB")]
    [InlineData(5, 5, Unit.Count, false, "0|1|2|3|4|5")]
    [InlineData(0, 0, Unit.Count, false, "0|0.2|0.4|0.6|0.8|1")]
    [InlineData(1e-99, 1e99, Unit.Seconds, true, null)]
    public void An_axis_is_logarithmic_where_values_are_far_apart_and_its_ticks_are_round(double low, double high, Unit unit, bool isLog, string? ticks)
    {
        var axis = Axis.Of(unit, [low, high]);
        Assert.Equal(isLog, axis.IsLog);
        if (ticks is not null) Assert.Equal(ticks, string.Join('|', axis.Ticks.Select(axis.TextOf)));
        Assert.All(axis.Ticks, t => Assert.InRange(axis.At(t), 0, 1));
        Assert.All(axis.Ticks, t => Assert.InRange(axis.TextOf(t).Length, 1, 14));
        Assert.True(axis.At(low) <= axis.At(high));
        Assert.InRange(axis.Ticks.Count, 1, 7);
    }

    [Fact]
    public void Of_very_many_values_so_many_quantiles_are_drawn_with_the_first_and_the_last()
    {
        var level = new StripLevel([.. Enumerable.Range(1, 10_000).Select(v => new Dot(v, ""))], 5000, new Interval(4900, 5100, 0.95));
        var drawn = DotStrip.Draw("many", "", "", Unit.Count, [new Strip("", "", Host, level)]).Body;
        Assert.Equal(DotStrip.MostDots + 1, drawn.Split("<use ").Length - 1);
    }

    static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
