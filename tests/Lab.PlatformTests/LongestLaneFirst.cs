using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Lab.PlatformTests.LongestLaneFirst))]

namespace Lab.PlatformTests;

/// <summary>What takes longest begins first, so that no lane is left over at the end.</summary>
public sealed class LongestLaneFirst : ITestCollectionOrderer
{
    static readonly string[] s_order = [Lanes.Machine, Lanes.Boots, Lanes.Program, Lanes.Containers];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Array.IndexOf(s_order, c.TestCollectionDisplayName) is var place and >= 0 ? place : s_order.Length)];
}
