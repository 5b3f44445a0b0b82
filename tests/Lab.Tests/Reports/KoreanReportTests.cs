using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed partial class KoreanReportTests
{
    public static TheoryData<string> Kept => [.. Directory.EnumerateDirectories(Path.Combine(Catalogue.Root, "results", "kept")).Select(f => Path.GetFileName(f))];

    [Fact]
    public void A_study_of_shipped_parts_has_no_English_sentence_left() => Assert.Equal([], EnglishLines(Page(Shipped())));

    [Fact]
    public void One_with_failures_disturbances_and_gaps_has_none_either()
    {
        var record = Shipped(failIn: 4);
        var visit = record.Plan.Visits[^1];
        record = record with
        {
            Plan = record.Plan with { LeftOut = [new LeftOut("container:crun", "left out by --without")] },
            Journal = [.. record.Journal.Where(e => e is not Ended || e.Of != visit), new Begun(SampleStudy.At, visit, "n"), new RampEnded(SampleStudy.At, "container", new Failed("ramp", "broke"))],
            UnreadableLines = [3],
        };
        Assert.Equal([], EnglishLines(Page(record)));
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void The_kept_studies_have_none_outside_their_recorded_tables_and_definitions_that_have_changed_since(string folder)
    {
        var record = StudyFolder.Read(Path.Combine(Catalogue.Root, "results", "kept", folder));
        var changed = record.Workloads.SelectMany(w => w.Metrics).Select(m => m.Metric).Where(m => Texts.In("ko").Definition(m) == m.Definition).Select(m => $"- **{m.Id}**").ToArray();
        Assert.Equal([], EnglishLines(Page(record)).Where(l => !l.StartsWith('|') && !changed.Any(c => l.StartsWith(c, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_numbers_are_those_of_the_English_report()
    {
        var result = Analysis.Of(Shipped());
        Assert.Equal(SummaryTable.Of(result, Texts.English).Select(r => string.Join("|", r.Cells)), SummaryTable.Of(result, Texts.In("ko")).Select(r => string.Join("|", r.Cells)));
    }

    [Fact]
    public void Text_with_braces_from_anywhere_does_no_harm()
    {
        const string Hostile = "{x} {0} {platform} {{";
        var record = Shipped(failIn: 4, message: Hostile);
        record = record with
        {
            Environment = record.Environment with { Facts = new Dictionary<string, string> { [Hostile] = Hostile }, Warnings = [Hostile], Platforms = [.. record.Environment.Platforms.Select(p => p with { Label = Hostile })] },
            Plan = record.Plan with { Spec = record.Plan.Spec with { Title = Hostile } },
        };
        Assert.All(Texts.Languages, l => Assert.Contains($"# {Hostile}", Report.Render(record, l).ByName[ReportFiles.Name(l, "md")], StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_in_Korean_stands_beside_the_English_one_and_is_verified_with_it()
    {
        var english = MemoryFiles.Of(MadeUpStudy.Record("host container vm", 1, 6, v => v.Platform == "vm" ? 2 : 1));
        var record = StudyReader.Read(english, "made-up");
        var both = Report.Render(record, "ko").ByName.Aggregate(english, (files, report) => files.With(report.Key, report.Value)).Signed();
        Assert.Equal(["report.ko.html", "report.ko.md"], both.Files.Keys.Except(english.Files.Keys).Order());
        Assert.Equal(Verification.Of(english, "made-up").Reports + 2, Verification.Of(both, "made-up").Reports);
        Assert.Equal([], Verification.Of(both, "made-up").Discrepancies);
        Assert.Contains("report.ko.md", both.Text("SHA256SUMS"), StringComparison.Ordinal);
        var changed = both.With("report.ko.md", both.Text("report.ko.md").Replace("라운드", "Runde", StringComparison.Ordinal)).Signed();
        Assert.StartsWith("report.ko.md:", Assert.Single(Verification.Of(changed, "made-up").Discrepancies).Where, StringComparison.Ordinal);
    }

    static string Page(StudyRecord record) => Report.Render(record, "ko").ByName["report.ko.md"];

    /// <summary>The sample study with title, workload and warning as the lab has them.</summary>
    static StudyRecord Shipped(int failIn = 0, string message = "broke")
    {
        var workloads = Catalogue.ReadWorkloads();
        var record = SampleStudy.Record(failIn, message: message);
        return record with
        {
            Plan = record.Plan with { Spec = record.Plan.Spec with { Title = Catalogue.ReadPlan("quick", workloads).Title } },
            Workloads = [workloads["sysbench-cpu"].For(Samples.Spec, emulated: true)],
            Environment = record.Environment with { Warnings = ["This host is itself a virtual machine: startup and I/O are not comparable with bare metal. Say so beside the numbers; the report does."] },
        };
    }

    /// <summary>Lines with three English words in a row, outside code.</summary>
    static IEnumerable<string> EnglishLines(string page) => page.Split('\n').Where(l => ThreeWords().IsMatch(Code().Replace(l, "")));

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w.,-])[A-Za-z][a-z']+ [A-Za-z][a-z']* [A-Za-z][a-z']+(?![\w])")]
    private static partial Regex ThreeWords();
}
