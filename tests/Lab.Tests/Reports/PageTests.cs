using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed class PageTests
{
    static readonly string[] Sections = ["answer", "startup", "memory", "disk", "workloads", "belief", "meaning", "again", "values"];

    [Theory]
    [MemberData(nameof(OddStudies.Names), MemberType = typeof(OddStudies))]
    public void Whatever_a_study_lacks_its_page_has_every_section_and_does_no_harm(string name)
    {
        var files = Report.Render(OddStudies.Record(name), "ko").ByName;
        foreach (var language in Texts.Languages)
        {
            Assert.Equal(Sections, PageText.Sections(files[ReportFiles.Name(language, "html")]));
            PageText.AssertHarmless(files[ReportFiles.Name(language, "html")]);
        }
    }

    [Fact]
    public void What_failed_and_what_was_not_measured_look_like_that()
    {
        Assert.Contains("<span class=\"tag failed\">failed</span>", Page("every machine failed"), StringComparison.Ordinal);
        Assert.Contains("<span class=\"tag failed\">1 of 5 failed</span>", Page("failures"), StringComparison.Ordinal);
        Assert.Contains("<span class=\"tag missing\">not measured</span>", Page("no machine was measured"), StringComparison.Ordinal);
        Assert.Contains("missing-text", Report.Render(OddStudies.Record("no machine was measured")).ByName["charts/startup-ready.svg"], StringComparison.Ordinal);
        Assert.Contains("class=\"num emulated\"", Page("sample"), StringComparison.Ordinal);
        Assert.Contains("hollow", Report.Render(OddStudies.Record("sample")).ByName["charts/startup-ready.svg"], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_verdict_claims_nothing_the_answer_does_not_either()
    {
        Assert.Contains("class=\"big unclaimed\"", Page("sample"), StringComparison.Ordinal);
        Assert.DoesNotContain("as long as", Page("sample"), StringComparison.Ordinal);
        Assert.Contains("as long as", Page("batches"), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"big unclaimed\"", Answer(Page("batches"), "Startup"), StringComparison.Ordinal);
        Assert.Contains("For practical purposes", Answer(Page("batches"), "Memory"), StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_stand_in_files_of_their_own_too_whatever_the_workload_is_called()
    {
        var record = SampleStudy.Record();
        var workload = record.Workloads[0] with { Id = "../../Über <b>" };
        var charts = Report.Render(record with { Workloads = [workload] }).ByName.Where(f => f.Key.StartsWith("charts/", StringComparison.Ordinal)).ToArray();
        Assert.True(charts.Length > 5);
        Assert.All(charts, c => Assert.Matches(@"\Acharts/[a-z0-9-]+\.svg\z", c.Key));
        Assert.Contains(charts, c => c.Key == "charts/work-ber-b.svg");
        foreach (var (_, text) in charts)
        {
            var root = System.Xml.Linq.XDocument.Parse(text).Root!;
            Assert.Equal("img", root.Attribute("role")!.Value);
            Assert.All((string[])["title", "desc", "style", "defs"], n => Assert.NotNull(root.Element(root.Name.Namespace + n)));
        }
    }

    [Fact]
    public void A_command_on_the_page_is_one_word_for_a_shell_whatever_it_explains()
    {
        var record = SampleStudy.Record();
        var metric = record.Workloads[0].Metrics[0];
        var hostile = record with
        {
            Workloads = [record.Workloads[0] with { Metrics = [metric with { Metric = metric.Metric with { Id = "a';rm" } }] }],
            Journal = [.. record.Journal.Select(e => e is TrialDone { Outcome: Measured } trial ? trial with { Outcome = new Measured([new Measurement("a';rm", 1)]) } : e)],
        };
        Assert.Contains("--explain &#x27;a&#x27;\\&#x27;&#x27;;rm vm&#x27;", Report.Render(hostile).Html, StringComparison.Ordinal);
    }

    static string Page(string name) => Report.Render(OddStudies.Record(name)).Html;

    static string Answer(string html, string title) => html.Split("<article class=\"answer\">").Single(a => a.Contains($"<h3>{title}", StringComparison.Ordinal)).Split("</article>")[0];
}
