using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Tests.Platforms;

/// <summary>Study folders that were made to do harm.</summary>
public sealed class FolderFilesTests : IDisposable
{
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    string Folder => Path.Combine(_top, "made-up");
    string Outside => Path.Combine(_top, "outside.txt");

    public FolderFilesTests()
    {
        File.WriteAllText(Outside, "mine");
        foreach (var (name, content) in MemoryFiles.Of(MadeUpStudy.Record("container vm", 1, 6, _ => 1)).Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, name))!);
            File.WriteAllBytes(Path.Combine(Folder, name), content);
        }
    }

    [Fact]
    public void A_folder_is_verified_as_its_files_are() => Assert.Equal([], Verify().Discrepancies);

    [Fact]
    public void A_link_out_of_the_folder_is_listed_and_not_read()
    {
        File.Delete(At("report.md"));
        File.CreateSymbolicLink(At("report.md"), Outside);
        Directory.CreateSymbolicLink(At("raw/loop"), Folder);
        Directory.CreateSymbolicLink(At("root"), "/");
        var found = Verify();
        Assert.Equal(["raw/loop", "report.md", "root"], found.Discrepancies.Where(d => !d.What.Contains("./run report", StringComparison.Ordinal)).Select(d => d.Where).Order());
        Assert.DoesNotContain(new FolderFiles(Folder).List(), f => f.Name.StartsWith("root/", StringComparison.Ordinal) || f.Name.StartsWith("raw/loop/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_replaces_a_link_and_leaves_what_it_leads_to()
    {
        foreach (var name in (string[])["report.md", "report.html", "summary.csv", "SHA256SUMS", ".writing"])
        {
            File.Delete(At(name));
            File.CreateSymbolicLink(At(name), Outside);
        }
        StudyFolder.WriteReports(Folder, Report.Render(StudyFolder.Read(Folder)).ByName);
        Assert.Equal("mine", File.ReadAllText(Outside));
        Assert.Equal([], Verify().Discrepancies);
    }

    [Fact]
    public async Task A_pipe_does_not_make_anybody_wait()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders.");
        File.Delete(At("report.md"));
        File.Delete(At("raw/1-2-vm-1-sysbench-cpu.txt"));
        foreach (var name in (string[])["report.md", "raw/1-2-vm-1-sysbench-cpu.txt"])
            await new CommandRunner(TimeProvider.System).RunAsync(new Command("mkfifo", At(name)), null, TestContext.Current.CancellationToken);
        var found = await Task.Run(Verify, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(["raw/1-2-vm-1-sysbench-cpu.txt", "report.md"], found.Discrepancies.Where(d => d.What.StartsWith("changed", StringComparison.Ordinal)).Select(d => d.Where).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_plan_that_is_a_link_is_missing()
    {
        File.Move(At("plan.json"), Path.Combine(_top, "plan.json"));
        File.CreateSymbolicLink(At("plan.json"), Path.Combine(_top, "plan.json"));
        Assert.Contains("plan.json is missing", Assert.Throws<UsageException>(() => StudyFolder.Read(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_without_end_are_not_entered_without_end()
    {
        Directory.CreateDirectory(At(string.Concat(Enumerable.Repeat("d/", 100))));
        Assert.Single(new FolderFiles(Folder).List(), f => f.Name.StartsWith("d/", StringComparison.Ordinal) && !f.IsPlain);
    }

    [Theory]
    [InlineData("journal.jsonl", 3072)]
    [InlineData("plan.json", 257)]
    public void A_file_that_is_too_large_is_refused_before_it_is_read(string name, int mebibytes)
    {
        using (var file = File.OpenWrite(At(name)))
            file.SetLength((long)mebibytes << 20); // Sparse: no block is written.
        Assert.Contains($"{name} has {mebibytes} MiB", Assert.Throws<UsageException>(() => StudyFolder.Read(Folder)).Message, StringComparison.Ordinal);
    }

    string At(string name) => Path.Combine(Folder, name);

    Verification Verify() => Verification.Of(new FolderFiles(Folder), "made-up");

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
