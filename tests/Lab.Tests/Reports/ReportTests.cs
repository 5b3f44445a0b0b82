using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed class ReportTests
{
    [Theory]
    [InlineData("report.md")]
    [InlineData("report.ko.md")]
    public void The_sample_study_gives_the_kept_reports_to_the_byte(string name)
    {
        var report = Report.Render(SampleStudy.Record(), "ko").ByName[name];
        var golden = Path.Combine(Folder(), $"sample-{name}");
        if (Environment.GetEnvironmentVariable("LAB_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, report);
        Assert.Equal(File.ReadAllText(golden), report);
    }

    [Fact]
    public void The_same_study_gives_the_same_bytes() => Assert.Equal(Report.Render(SampleStudy.Record(), "ko").ByName, Report.Render(SampleStudy.Record(), "ko").ByName);

    [Fact]
    public void What_was_not_measured_says_so_and_is_never_a_zero()
    {
        var record = SampleStudy.Record();
        var rows = SummaryTable.Of(Analysis.Of(record with { Journal = [.. record.Journal.Where(e => e.Of?.Platform != "vm")] }), Texts.English);
        Assert.All(rows.Where(r => !r.Title.StartsWith("The emulator", StringComparison.Ordinal)), r => Assert.Equal("not measured", r.Cells[2]));
    }

    [Fact]
    public void A_study_of_which_nothing_ended_still_gives_a_report() =>
        Assert.Contains("not measured", Report.Render(SampleStudy.Record() with { Journal = [] }).Markdown, StringComparison.Ordinal);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("| a | b |\n|---|---|\n# heading")]
    [InlineData("[link](javascript:alert(1)) ![image](http://example.org/x.png) `code` **bold**")]
    [InlineData("\u202Eright to left\u0007\0")]
    public void Text_from_outside_does_no_harm(string hostile)
    {
        var files = Report.Render(SampleStudy.Record(failIn: 4, message: hostile));
        PageText.AssertHarmless(files.Html);
        Assert.DoesNotContain("<h1>heading", files.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_ten_thousand_characters_is_cut() =>
        Assert.DoesNotContain(new string('x', 1000), Report.Render(SampleStudy.Record(failIn: 4, message: new string('x', 10_000))).Markdown, StringComparison.Ordinal);

    [Fact]
    public void The_page_asks_nothing_of_any_network()
    {
        var html = Report.Render(SampleStudy.Record()).Html;
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        PageText.AssertHarmless(html);
    }

    [Fact]
    public void Hypervisor_overhead_is_only_ever_denied()
    {
        var text = Report.Render(SampleStudy.Record()).Markdown;
        Assert.Equal(1, text.Split("hypervisor overhead").Length - 1);
        Assert.Contains("say nothing about hypervisor overhead", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_numbers_is_invariant_and_quoted()
    {
        var lines = Report.Render(SampleStudy.Record()).Csv.Split("\r\n");
        Assert.Equal("metric,unit,platform,n,median,low,high,confidence,min,max,attempts,failures,p5,p95,claim", lines[0]);
        Assert.Contains(lines, l => l.StartsWith("startup.ready,seconds,container,5,0.163,0.161,0.165", StringComparison.Ordinal) || l.StartsWith("startup.ready,seconds,container,5,0.16", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.1634, Unit.Seconds, "163 ms")]
    [InlineData(15.94, Unit.Seconds, "15.9 s")]
    [InlineData(0.00123, Unit.Seconds, "1.23 ms")]
    [InlineData(262144000, Unit.Bytes, "250 MiB")]
    [InlineData(4096, Unit.Bytes, "4.00 KiB")]
    [InlineData(12, Unit.Bytes, "12.0 B")]
    [InlineData(0, Unit.Bytes, "0 B")]
    [InlineData(-8192, Unit.Bytes, "-8.00 KiB")]
    [InlineData(1234567, Unit.PerSecond, "1,234,567 /s")]
    public void Numbers_are_scaled_only_when_printed(double value, Unit unit, string text) => Assert.Equal(text, Format.Value(unit, value));

    static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [Theory]
    [InlineData(Unit.Count)]
    [InlineData(Unit.Seconds)]
    [InlineData(Unit.Bytes)]
    public void A_workload_may_measure_in_any_unit(Unit unit)
    {
        var record = SampleStudy.Record();
        var workload = record.Workloads[0] with { Metrics = [.. record.Workloads[0].Metrics.Select(m => m with { Metric = m.Metric with { Unit = unit } })] };
        Assert.Contains("cpu.events", Report.Render(record with { Workloads = [workload] }).Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# heading")]
    [InlineData("- item")]
    [InlineData("1. item")]
    [InlineData("---")]
    [InlineData("    code")]
    [InlineData("a\n\n# heading")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a | b")]
    [InlineData("\u202Ertl\0")]
    public void Text_from_outside_leaves_the_page_as_it_is_wherever_it_stands(string hostile)
    {
        var files = Report.Render(Everywhere(hostile));
        Assert.Equal(Tags(Report.Render(Everywhere("plain")).Html), Tags(files.Html));
        Assert.DoesNotContain('\u202E', files.Markdown + files.Html);
        Assert.DoesNotContain('\0', files.Markdown + files.Html);
    }

    [Fact]
    public void A_long_text_is_cut_wherever_it_stands() =>
        Assert.DoesNotContain(new string('x', 3000), Report.Render(Everywhere(new string('x', 10_000))).Html, StringComparison.Ordinal);

    [Fact]
    public void The_vm_is_called_by_its_label()
    {
        var text = Report.Render(SampleStudy.Record(failIn: 4)).Markdown;
        Assert.DoesNotContain(": vm is", text, StringComparison.Ordinal);
        Assert.DoesNotContain("| vm |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_is_not_called_an_interval_where_one_platform_has_too_few_values()
    {
        var record = SampleStudy.Record();
        var plan = Plan.Make(Samples.Spec with { Rounds = 8 }, 7, []);
        var journal = plan.Visits.Where(v => v.Platform != "vm" || v.Round <= 5)
            .SelectMany(v => record.Journal.OfType<LadderTaken>().Where(l => l.Visit.Round == 3 && l.Visit.Platform == v.Platform)
                .SelectMany(l => (JournalEntry[])[new Begun(l.At, v, ""), l with { Visit = v }, new Ended(l.At, v, new Measured([]))]));
        Assert.Contains("fewer than 6 values on vm (QEMU, emulated) (fewest: 4)", Report.Render(record with { Plan = plan, Journal = [.. journal] }).Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99.996, "100")]
    [InlineData(0.09999, "0.100")]
    [InlineData(1e-9, "0.00000000100")]
    public void Three_digits_stay_three(double value, string text) => Assert.Equal(text, Format.Digits(value));

    [Theory]
    [InlineData(0.99999, Unit.Seconds, "1.00 s")]
    [InlineData(1048575.9, Unit.Bytes, "1.00 MiB")]
    public void What_rounds_up_to_the_next_unit_is_printed_in_it(double value, Unit unit, string text) => Assert.Equal(text, Format.Value(unit, value));

    [Fact]
    public void A_table_that_nobody_could_read_is_cut_and_says_so()
    {
        var record = SampleStudy.Record(failIn: 4);
        var failures = record.Journal.OfType<Ended>().Where(e => !e.Visit.Warmup).Take(1).SelectMany(e => Enumerable.Range(0, 5000).Select(i => new TrialDone(e.At, new Trial(e.Visit, i, "x"), new Failed("measure", $"number {i}"), "")));
        var steps = Enumerable.Range(1, 5000).Select(i => new RampStep(SampleStudy.At, "container", i, 1e6 * i));
        var text = Report.Render(record with { Journal = [.. record.Journal.Where(e => e is not RampStep and not Ended), .. failures, .. record.Journal.OfType<Ended>(), .. steps] }).Markdown;
        Assert.Contains("4501 more rows and 0 more columns are in the raw files.", text, StringComparison.Ordinal);
        Assert.Contains("0 more rows and 4751 more columns are in the raw files.", text, StringComparison.Ordinal);
    }

    static StudyRecord Everywhere(string text)
    {
        var record = SampleStudy.Record(failIn: 4, message: text);
        var workload = record.Workloads[0] with { Title = text, Stresses = text, Command = ["a", text] };
        return record with
        {
            Id = text,
            Workloads = [workload],
            Plan = record.Plan with { Spec = record.Plan.Spec with { Title = text }, LeftOut = [new LeftOut(text, text)] },
            Environment = record.Environment with
            {
                Guest = record.Environment.Guest with { Name = text, Reason = text },
                Facts = new Dictionary<string, string> { [text] = text },
                Warnings = [text],
                Platforms = [.. record.Environment.Platforms.Select(p => p with { Label = text })],
            },
        };
    }

    static string Tags(string html) => string.Concat(Regex.Matches(html[html.IndexOf("<main ", StringComparison.Ordinal)..], "<[^>]*>").Select(m => m.Value));
}
