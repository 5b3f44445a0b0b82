using System.Text.RegularExpressions;

namespace Lab.Tests;

/// <summary>docs/traps.md promises a test for each trap: they are all there.</summary>
public sealed partial class TrapTests
{
    [Fact]
    public void Every_test_that_the_table_of_traps_names_exists()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Catalogue.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var named = TestName().Matches(File.ReadAllText(Path.Combine(Catalogue.Root, "docs", "traps.md"))).Select(m => m.Groups[1].Value).ToArray();
        Assert.True(named.Length >= 12, $"only {named.Length} tests are named");
        Assert.All(named, name => Assert.Contains($" {name}(", sources, StringComparison.Ordinal));
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();
}
