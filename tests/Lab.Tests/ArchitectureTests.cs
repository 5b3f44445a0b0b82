using System.Xml.Linq;

namespace Lab.Tests;

public sealed class ArchitectureTests
{
    /// <summary>Who may see whom. A workload cannot name a platform, nor a platform a workload, because nothing else compiles.</summary>
    [Theory]
    [InlineData("src/Lab.Core", "")]
    [InlineData("src/Lab.Platforms", "Lab.Core")]
    [InlineData("src/Lab.Reports", "Lab.Core")]
    [InlineData("lab", "Lab.Core Lab.Platforms Lab.Reports")]
    [InlineData("benchmarks", "Lab Lab.Core Lab.Platforms Lab.Reports")]
    public void A_project_sees_only_these(string project, string seen)
    {
        var file = Directory.EnumerateFiles(Path.Combine(Catalogue.Root, project), "*.csproj").Single();
        var references = XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order();
        Assert.Equal(seen, string.Join(' ', references));
    }

    [Fact]
    public void Only_one_file_touches_processes() =>
        Assert.Equal(["src/Lab.Platforms/CommandRunner.cs"], Sources().Where(f => File.ReadAllText(f).Contains("RS0030", StringComparison.Ordinal)).Select(f => Path.GetRelativePath(Catalogue.Root, f)));

    [Fact]
    public void No_file_is_over_three_hundred_lines() => Assert.DoesNotContain(Sources(), f => File.ReadLines(f).Count() > 300);

    /// <summary>Of the compiled core, so that neither a using nor a short name hides anything.</summary>
    [Fact]
    public void The_core_reads_no_file_starts_nothing_and_has_no_clock_of_its_own() => Assert.Empty(CompiledCore.Forbidden());

    [Fact]
    public void Every_workload_and_study_that_is_shipped_can_be_read()
    {
        Assert.NotEmpty(Catalogue.ReadWorkloads());
        Assert.All(Catalogue.StudyNames, name => Assert.Equal(name, Catalogue.ReadPlan(name, Catalogue.ReadWorkloads()).Id));
    }

    static IEnumerable<string> Sources() => ((string[])["src", "lab", "benchmarks"]).SelectMany(f => Directory.EnumerateFiles(Path.Combine(Catalogue.Root, f), "*.cs", SearchOption.AllDirectories))
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
}
