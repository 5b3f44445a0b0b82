using System.Runtime.CompilerServices;
using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed class ReportTests
{
    [Fact]
    public void The_sample_study_gives_the_kept_report_to_the_byte()
    {
        var report = Report.Render(SampleStudy.Record()).Markdown;
        var golden = Path.Combine(Folder(), "sample-report.md");
        if (Environment.GetEnvironmentVariable("LAB_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, report);
        Assert.Equal(File.ReadAllText(golden), report);
    }

    [Fact]
    public void The_same_study_gives_the_same_bytes() => Assert.Equal(Report.Render(SampleStudy.Record()), Report.Render(SampleStudy.Record()));

    [Fact]
    public void What_was_not_measured_says_so_and_is_never_a_zero()
    {
        var record = SampleStudy.Record();
        var rows = SummaryTable.Of(Analysis.Of(record with { Journal = [.. record.Journal.Where(e => e.Of?.Platform != "vm")] }));
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
        Assert.DoesNotContain("<script", files.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<a ", files.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", files.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', files.Html);
        Assert.DoesNotContain('\0', files.Html);
        Assert.DoesNotContain("<h1>heading", files.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_ten_thousand_characters_is_cut() =>
        Assert.DoesNotContain(new string('x', 1000), Report.Render(SampleStudy.Record(failIn: 4, message: new string('x', 10_000))).Markdown, StringComparison.Ordinal);

    [Fact]
    public void The_page_asks_nothing_of_any_network()
    {
        var html = Report.Render(SampleStudy.Record()).Html;
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
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
        Assert.Equal("metric,unit,platform,n,median,low,high,confidence,min,max,attempts", lines[0]);
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
}
