using System.Text.Json;
using Lab.Core;

namespace Lab.Tests.Cli;

/// <summary>verify, compare, report and export, with no tool in reach.</summary>
public sealed class StudyVerbsTests : IDisposable
{
    static readonly MemoryFiles s_before = Study("before", 2), s_after = Study("after", 3);
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    string Before => Path.Combine(_top, "before");
    string After => Path.Combine(_top, "after");

    public StudyVerbsTests()
    {
        Write(Before, s_before);
        Write(After, s_after);
    }

    [Fact]
    public async Task A_good_study_is_verified_and_a_changed_one_is_not()
    {
        Assert.Contains("42 trials read again from raw output: all as it should be", await RunAsync(0, "verify", Before), StringComparison.Ordinal);
        File.AppendAllText(Path.Combine(Before, "environment.json"), " ");
        Assert.Contains("environment.json: changed", await RunAsync(1, "verify", Before), StringComparison.Ordinal);
        var json = JsonDocument.Parse(await RunAsync(1, "verify", Before, "--json")).RootElement;
        Assert.Equal((false, "environment.json"), (json.GetProperty("isGood").GetBoolean(), json.GetProperty("discrepancies")[0].GetProperty("where").GetString()));
    }

    [Fact]
    public async Task A_number_is_explained_by_the_lines_it_comes_from()
    {
        var text = await RunAsync(0, "verify", Before, "--explain", "cpu.events vm");
        Assert.Equal(1 + 18, text.TrimEnd().Split('\n').Length);
        Assert.Contains("raw/3-7-vm-1-sysbench-cpu.txt", text, StringComparison.Ordinal);
        var json = JsonDocument.Parse(await RunAsync(0, "verify", Before, "--explain", "startup.ready vm/container", "--json")).RootElement;
        Assert.Equal(18, json.GetProperty("evidence").GetArrayLength());
    }

    [Fact]
    public async Task A_change_is_shown_and_fails_where_that_was_asked_for()
    {
        var text = await RunAsync(0, "compare", Before, After);
        Assert.Contains("startup.ready vm ", text, StringComparison.Ordinal);
        Assert.Contains("slower by 1.5", text, StringComparison.Ordinal);
        Assert.Contains("'startup.ready vm > +10%': holds", await RunAsync(1, "compare", Before, After, "--fail-if", "startup.ready vm > +10%"), StringComparison.Ordinal);
        Assert.Contains("'startup.ready vm > +60%': not shown", await RunAsync(0, "compare", Before, After, "--fail-if", "startup.ready vm > +60%"), StringComparison.Ordinal);
        var json = JsonDocument.Parse(await RunAsync(1, "compare", Before, After, "--json", "--fail-if", "startup.ready vm > 60%", "--fail-if", "startup.ready vm > 10%")).RootElement;
        Assert.Equal([false, true], json.GetProperty("failIf").EnumerateArray().Select(f => f.GetProperty("holds").GetBoolean()));
        Assert.Equal("batch", json.GetProperty("before").GetProperty("claim").GetString());
    }

    [Fact]
    public async Task Studies_that_differ_in_what_is_measured_are_compared_only_where_that_is_declared()
    {
        var record = MadeUpStudy.Record("container vm", 3, 6, v => Ready(v, 3));
        Write(Path.Combine(_top, "four"), Files("four", record with { Plan = record.Plan with { Spec = record.Plan.Spec with { Cpus = 4 } } }));
        Assert.Contains("The studies differ in cpus (2; 4)", await RunAsync(2, "compare", Before, Path.Combine(_top, "four")), StringComparison.Ordinal);
        Assert.Contains("differs: cpus: 2 → 4", await RunAsync(0, "compare", Before, Path.Combine(_top, "four"), "--declare", "cpus"), StringComparison.Ordinal);
        Assert.Contains("--declare 'cpus': the studies do not differ in that", await RunAsync(2, "compare", Before, After, "--declare", "cpus"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_in_another_language_stands_beside_the_English_one_and_both_are_made_again()
    {
        Assert.Contains("서비스 준비", await RunAsync(0, "report", Before, "--lang", "ko"), StringComparison.Ordinal);
        Assert.Equal(["report.html", "report.ko.html", "report.ko.md", "report.md"], Directory.EnumerateFiles(Before, "report.*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(Before, "report.ko.md"), "old", TestContext.Current.CancellationToken);
        Assert.Contains("Ready to serve", await RunAsync(0, "report", Before), StringComparison.Ordinal);
        Assert.Contains("all as it should be", await RunAsync(0, "verify", Before), StringComparison.Ordinal);
        Assert.Contains("느림", await RunAsync(0, "compare", Before, After, "--lang", "ko"), StringComparison.Ordinal);
        Assert.Contains("Write en (English) or ko (Korean)", await RunAsync(2, "report", Before, "--lang", "de"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_value_is_exported_to_the_screen_or_a_new_file()
    {
        var file = Path.Combine(_top, "values.csv");
        var text = await RunAsync(0, "export", Before, "--to", "csv");
        Assert.Equal("", await RunAsync(0, "export", Before, "--to", "csv", "--out", file));
        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("this file is there already", await RunAsync(2, "export", Before, "--to", "csv", "--out", file), StringComparison.Ordinal);
        Assert.Contains("cannot be written", await RunAsync(2, "export", Before, "--to", "csv", "--out", Path.Combine(_top, "no", "such", "folder.csv")), StringComparison.Ordinal);
        Assert.Contains("'xml' not recognized", await RunAsync(2, "export", Before, "--to", "xml"), StringComparison.Ordinal);
        Assert.Contains("'--to' is required", await RunAsync(2, "export", Before), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is not a study folder", "verify", "/no/such/folder")]
    [InlineData("is not a study folder", "compare", "/no/such/folder", "/no/such/folder")]
    [InlineData("is not a study folder", "export", "/no/such/folder", "--to", "csv")]
    [InlineData("write METRIC PLATFORM > +N%", "compare", "/no/such/folder", "/no/such/folder", "--fail-if", "vm is slower")]
    [InlineData("compare", "compare", "/no/such/folder")]
    public Task A_mistake_is_named_and_ends_with_2(string message, params string[] words) => RefusesAsync(message, words);

    [Fact]
    public async Task A_number_that_a_study_does_not_have_is_refused()
    {
        Assert.Contains("this study has no such number", await RunAsync(2, "verify", Before, "--explain", "startup.ready podman"), StringComparison.Ordinal);
        Assert.Contains("write a metric and a platform", await RunAsync(2, "verify", Before, "--explain", "startup.ready"), StringComparison.Ordinal);
        Assert.Contains("the studies do not both have it", await RunAsync(2, "compare", Before, After, "--fail-if", "startup.redy vm > 10%"), StringComparison.Ordinal);
    }

    static async Task RefusesAsync(string message, string[] words) => Assert.Contains(message, await RunAsync(2, words), StringComparison.Ordinal);

    static double Ready(Visit visit, double ratio) => (visit.Platform == "vm" ? ratio : 1) * (1 + MadeUpStudy.Noise(visit) / 100);

    static MemoryFiles Study(string id, double ratio) => Files(id, MadeUpStudy.Record("container vm", 3, 6, v => Ready(v, ratio)));

    static MemoryFiles Files(string id, StudyRecord record) => MemoryFiles.Of(record with { Id = id });

    static void Write(string folder, MemoryFiles study)
    {
        foreach (var (name, content) in study.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }

    /// <summary>What the program says on either stream.</summary>
    static async Task<string> RunAsync(int exitCode, params string[] words)
    {
        var output = await InsideTest.LabAsync(words);
        Assert.Equal((exitCode, ""), (output.ExitCode, exitCode == 2 ? "" : output.StandardError));
        Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
        return output.StandardOutput + output.StandardError;
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
