using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed class VerificationTests
{
    static readonly MemoryFiles Good = MemoryFiles.Of(MadeUpStudy.Record("host container vm", 1, 6, v => v.Platform == "vm" ? 2 : 1));

    [Fact]
    public void A_study_as_it_was_written_is_good()
    {
        var found = Of(Good);
        Assert.Equal([], found.Discrepancies);
        Assert.Equal((Good.Files.Count, 4 + Good.Files.Keys.Count(n => n.StartsWith("charts/", StringComparison.Ordinal)), 21), (found.Files, found.Reports, found.Trials)); // seven rounds of three platforms, warm-up too
    }

    [Fact]
    public void One_changed_byte_of_any_file_is_named() => ChangesAreNamed(places: 2);

    [Fact(Explicit = true), Trait("part", "hostile")]
    public void One_changed_byte_in_many_places_of_any_file_is_named() => ChangesAreNamed(places: 24);

    /// <summary>In so many places beside the first byte, evenly to the last.</summary>
    static void ChangesAreNamed(int places)
    {
        foreach (var (name, content) in Good.Files)
            foreach (var place in Enumerable.Range(0, places + 1).Select(i => (int)((long)i * (content.Length - 1) / places)).Distinct())
            {
                var changed = content.ToArray();
                changed[place] ^= 1;
                var found = Of(Good.With(name, changed));
                Assert.Contains(found.Discrepancies, d => d.Where.StartsWith(name, StringComparison.Ordinal) || d.What.Contains(name, StringComparison.Ordinal));
            }
    }

    [Fact]
    public void A_missing_and_an_added_file_are_named()
    {
        Assert.Contains(Of(Good.Without("raw/1-2-vm-1-sysbench-cpu.txt")).Discrepancies, d => d is { Where: "raw/1-2-vm-1-sysbench-cpu.txt", What: var what } && what.StartsWith("missing", StringComparison.Ordinal));
        Assert.Equal("extra: SHA256SUMS does not have it.", Assert.Single(Of(Good.With("raw/mine.txt", "")).Discrepancies).What);
        Assert.Contains(Of(Good.Without("SHA256SUMS")).Discrepancies, d => d.Where == "SHA256SUMS");
        Assert.Contains(Of(Good.Without("plan.json")).Discrepancies, d => d.What.Contains("plan.json is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_that_was_changed_and_signed_again_is_named_with_its_line()
    {
        var changed = Good.With("report.md", Good.Text("report.md").Replace("2.00 s", "1.00 s", StringComparison.Ordinal)).Signed();
        var line = Good.Text("report.md").Split('\n').Index().First(l => l.Item.Contains("2.00 s", StringComparison.Ordinal)).Index + 1;
        Assert.Equal($"report.md:{line}", Assert.Single(Of(changed).Discrepancies).Where);
        Assert.Equal("summary.csv:1", Assert.Single(Of(Good.With("summary.csv", new string('x', 100_000)).Signed()).Discrepancies).Where);
        Assert.Equal("report.html", Assert.Single(Of(Good.Without("report.html").Signed()).Discrepancies).Where);
    }

    [Fact]
    public void A_value_that_is_not_in_the_raw_output_is_named_with_its_line()
    {
        var changed = Good.With("raw/1-2-vm-1-sysbench-cpu.txt", "events per second: 999\n").Signed();
        var found = Assert.Single(Of(changed).Discrepancies);
        var line = Good.Text("journal.jsonl").Split('\n').Index().First(l => l.Item.Contains("raw/1-2-vm", StringComparison.Ordinal)).Index + 1;
        Assert.Equal(($"journal.jsonl:{line}", "cpu.events is 1000, but raw/1-2-vm-1-sysbench-cpu.txt gives 999."), (found.Where, found.What));
        Assert.Contains("cannot be read from", Assert.Single(Of(Good.With("raw/1-2-vm-1-sysbench-cpu.txt", "nothing\n").Signed()).Discrepancies).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("raw/../plan.json/")]
    [InlineData("")]
    public void A_name_that_leads_elsewhere_is_no_file_of_the_study(string name)
    {
        var changed = Good.With("journal.jsonl", Good.Text("journal.jsonl").Replace("raw/1-2-vm-1-sysbench-cpu.txt", name, StringComparison.Ordinal)).Signed();
        Assert.Contains(Of(changed).Discrepancies, d => d.What.Contains("is not a file of the study", StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_is_named_and_never_followed()
    {
        var linked = new MemoryFiles(Good.Files) { Links = ["raw/1-2-vm-1-sysbench-cpu.txt", "report.md"] };
        Assert.Contains(Of(linked).Discrepancies, d => d is { Where: "report.md", What: var what } && what.StartsWith("a link", StringComparison.Ordinal));
        Assert.Contains(Of(linked).Discrepancies, d => d.What.Contains("is not a file of the study", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pattern_that_takes_for_ever_is_given_up()
    {
        var slow = Good.With("workloads.json", Good.Text("workloads.json").Replace(@"events per second:\\s+(?<rate>[0-9.]+)", "(?<rate>(a+)+)$", StringComparison.Ordinal));
        foreach (var raw in Good.Files.Keys.Where(n => n.StartsWith("raw/", StringComparison.Ordinal)).ToArray())
            slow = slow.With(raw, new string('a', 60) + "!");
        Assert.Contains(Of(slow.Signed()).Discrepancies, d => d.What.EndsWith("so no more raw output was read.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_study_is_a_mistake_of_the_user() =>
        Assert.Contains("is not a study folder", Assert.Throws<UsageException>(() => Of(new MemoryFiles(new Dictionary<string, byte[]>()))).Message, StringComparison.Ordinal);

    static Verification Of(MemoryFiles files) => Verification.Of(files, "made-up");
}
