using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Tests;

/// <summary>docs/files.md names exactly the keys that the readers take: their own message lists them.</summary>
public sealed class FilesDocumentTests
{
    static readonly string[] Sections = File.ReadAllText(Path.Combine(Catalogue.Root, "docs", "files.md")).Split("\n## ");

    [Fact]
    public void Every_key_of_a_plan_is_explained_and_no_other() =>
        Assert.Equal(Keys(() => PlanFile.Read("x.yml", "nonsense: 1", [], [])), Explained("A plan"));

    [Fact]
    public void Every_key_of_a_workload_is_explained_and_no_other() =>
        Assert.Equal(Keys(() => WorkloadFile.Read("x.yml", "nonsense: 1")), Explained("A workload"));

    [Fact]
    public void Every_placeholder_is_named() =>
        Assert.All(Workload.Placeholders, p => Assert.Contains($"`{{{p}}}`", Sections[^1], StringComparison.Ordinal));

    static IEnumerable<string> Keys(Action read) =>
        Regex.Match(Assert.Throws<UsageException>(read).Message, "The keys here are: (.*)\\.").Groups[1].Value.Split(", ").Order();

    static IEnumerable<string> Explained(string section) => Sections.Single(s => s.StartsWith(section, StringComparison.Ordinal)).Split('\n')
        .Where(l => l.StartsWith("| `", StringComparison.Ordinal)).SelectMany(l => Regex.Matches(l.Split('|')[1], "`([a-z-]+)`")).Select(m => m.Groups[1].Value).Order();
}
