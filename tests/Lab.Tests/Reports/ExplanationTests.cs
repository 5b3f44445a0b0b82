using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed class ExplanationTests
{
    static readonly AnalysisResult Result = Analysis.Of(SampleStudy.Record());

    [Fact]
    public void Every_level_of_the_report_and_of_the_table_resolves_to_lines_that_hold_its_values()
    {
        var journal = Result.Record.Lines.ToDictionary(l => l.Number, l => System.Text.Json.JsonSerializer.Serialize(l.Entry, StudyJson.Line));
        foreach (var level in Result.Levels)
        {
            var explained = Explanation.Of(Result, $"{level.Metric.Id} {level.Platform}", Texts.English);
            Assert.Equal(level.Samples.Count, explained.Evidence.Count);
            foreach (var evidence in explained.Evidence.Where(e => e.Sources is [_]))
                Assert.Contains(FormattableString.Invariant($"{evidence.Value:R}"), journal[int.Parse(evidence.Sources[0].Split(':')[1], null)], StringComparison.Ordinal);
        }
        Assert.All(Result.Comparisons, c => Assert.Equal(c.Rounds, Explanation.Of(Result, $"{c.Metric.Id} {c.Platform}/{c.Against}", Texts.English).Evidence.Count));
    }

    [Fact]
    public void A_number_is_said_with_its_interval_and_a_trial_with_its_raw_output()
    {
        var explained = Explanation.Of(Result, "cpu.events vm", Texts.English);
        Assert.Equal("cpu.events of vm (QEMU, emulated): 90.0 /s (90.0–90.0); median of 5 values with its range, of 93.8 % confidence; 0 of 5 attempts gave none. In per-second:", explained.What);
        Assert.Equal("raw/x.txt", explained.Evidence[0].Sources[1]);
    }

    [Fact]
    public void A_difference_names_both_lines() =>
        Assert.All(Explanation.Of(Result, "disk.growth container", Texts.English).Evidence, e => Assert.True(e.Sources is [var after, var idle] && after.StartsWith("journal.jsonl:", StringComparison.Ordinal) && idle.StartsWith("less journal.jsonl:", StringComparison.Ordinal)));

    [Fact]
    public void A_ratio_names_the_lines_of_both_platforms_even_where_the_report_does_not_have_it()
    {
        var explained = Explanation.Of(Result, "startup.ready vm/container", Texts.English);
        Assert.Contains("Ratio 100× (100–100)", explained.What, StringComparison.Ordinal);
        Assert.All(explained.Evidence, e => Assert.Equal((2, 100), (e.Sources.Count, Math.Round(e.Value!.Value, 6))));
        Assert.Equal(5, Explanation.Of(Result, "startup.returned host/vm", Texts.English).Evidence.Count);
    }

    [Fact]
    public void The_slope_names_the_steps_of_the_ramp()
    {
        var steps = Result.Record.Lines.Where(l => l.Entry is RampStep).Select(l => $"journal.jsonl:{l.Number}");
        Assert.Equal(steps, Explanation.Of(Result, "memory.marginal container", Texts.English).Evidence.Select(e => e.Sources[0]));
        Assert.Equal(steps, Explanation.Of(Result, "memory.first container", Texts.English).Evidence.Select(e => e.Sources[0]));
    }

    [Theory]
    [InlineData("startup.ready", "write a metric and a platform")]
    [InlineData("startup.ready vm container", "write a metric and a platform")]
    [InlineData("startup.redy vm", "this study has no such number. It has the metrics startup.ready,")]
    [InlineData("startup.ready podman", "on host, container, vm")]
    [InlineData("startup.ready vm/podman", "this study has no such number")]
    [InlineData("memory.marginal vm", "this study has no such number")]
    public void What_the_study_does_not_have_is_refused_with_what_it_has(string asked, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Explanation.Of(Result, asked, Texts.English)).Message, StringComparison.Ordinal);
}
