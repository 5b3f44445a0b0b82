using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Core;

public sealed class AaStudyTests
{
    [Fact]
    public void The_plan_visits_one_platform_under_two_names_and_runs_no_workload()
    {
        var spec = AaStudy.Plan("container:host-network", 8, 2);
        Assert.Equal(["container:host-network", "container:host-network@b"], spec.Platforms);
        Assert.Equal(("aa-container-host-network", "container:host-network", 8), (spec.Id, AaStudy.PlatformOf(spec), spec.Rounds));
        Assert.Equal(18, Plan.Make(spec, 1, []).Visits.Count);
        Assert.Empty(spec.Workloads);
    }

    [Theory]
    [InlineData("container vm")]
    [InlineData("container@b container")]
    [InlineData("host container container@b")]
    public void Other_plans_are_none_of_the_kind(string platforms) => Assert.Null(AaStudy.PlatformOf(Samples.Spec with { Platforms = platforms.Split(' ') }));

    [Fact]
    public void Each_metric_has_its_noise_floor()
    {
        var noise = Analysis.Of(Same(v => 1 + MadeUpStudy.Noise(v) / 20)).Noise;
        var ready = noise.Single(n => n.Metric == "startup.ready");
        Assert.Equal(("container", 20, true), (ready.Platform, ready.Floor.Rounds, ready.Floor.CoversOne));
        Assert.InRange(ready.Floor.HalfWidth, 0.01, 0.05);
        Assert.True(ready.Floor.MinimumDetectable > ready.Floor.HalfWidth);
        Assert.Equal(0, noise.Single(n => n.Metric == "memory.resident").Floor.MinimumDetectable);
        Assert.Contains(noise, n => n.Metric == "teardown");
    }

    [Fact]
    public void The_report_has_the_noise_floor_as_a_table_and_as_a_file_to_keep()
    {
        var files = Report.Render(Same(v => 1 + MadeUpStudy.Noise(v) / 20));
        Assert.Contains("## Noise floor", files.Markdown, StringComparison.Ordinal);
        Assert.Contains("| startup.ready on container | ± ", files.Markdown, StringComparison.Ordinal);
        Assert.Contains("`./run study --aa container --rounds 20 --seed 7`", files.Markdown, StringComparison.Ordinal);
        Assert.True(files.ByName.ContainsKey("noise-floor.json"));
        Assert.False(Report.Render(SampleStudy.Record()).ByName.ContainsKey("noise-floor.json"));
        var kept = System.Text.Json.JsonSerializer.Deserialize<MachineNoise>(files.NoiseFloor!, StudyJson.Page)!;
        Assert.Equal(("made-up", SampleStudy.At), (kept.Study, kept.At));
        Assert.Equal(Analysis.Of(Same(v => 1 + MadeUpStudy.Noise(v) / 20)).Noise, kept.Metrics);
    }

    [Fact]
    public void A_platform_that_differs_from_itself_is_a_finding()
    {
        var findings = Analysis.Of(Same(v => v.Platform == "container" ? 1 : 1.2 + MadeUpStudy.Noise(v) / 20)).Findings;
        Assert.Contains(findings, f => f.Severity == "warning" && f.What.InEnglish().StartsWith("container (made up) differs from itself on startup.ready", StringComparison.Ordinal));
        Assert.DoesNotContain(Analysis.Of(Same(v => 1 + MadeUpStudy.Noise(v) / 20)).Findings, f => f.What.InEnglish().Contains("differs from itself", StringComparison.Ordinal));
    }

    [Fact]
    public void A_later_study_warns_of_differences_within_the_noise_floor_of_its_machine()
    {
        static StudyRecord Later(double ratio) => MadeUpStudy.Record("host container", 1, 10, v => (v.Platform == "host" ? 1 : ratio) * (1 + MadeUpStudy.Noise(v) / 1000)) with
        {
            Noise = new MachineNoise("aa-1", null, [new MetricNoise("startup.ready", "container", new NoiseFloor(0.1, 0.15, 20, true))]),
        };
        Assert.Contains(Analysis.Of(Later(1.08)).Findings, f => f.What.InEnglish().Contains("no larger than what this machine showed between a platform and itself", StringComparison.Ordinal));
        Assert.DoesNotContain(Analysis.Of(Later(1.2)).Findings, f => f.What.InEnglish().Contains("no larger than", StringComparison.Ordinal));
        Assert.Contains("Of the last A/A study of this machine, aa-1.", Report.Render(Later(1.2)).Markdown, StringComparison.Ordinal);
    }

    static StudyRecord Same(Func<Visit, double> ready) => MadeUpStudy.Record("container container@b", 1, 20, ready);
}
