using Lab.Core;

namespace Lab.Tests.Core;

public sealed class OnAllCpusTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public void The_order_of_the_results_is_that_of_the_things(int values)
    {
        int[] things = [.. Enumerable.Range(0, 2000)];
        // The first ones take the longest.
        Assert.Equal(things.Select(t => t * 2), OnAllCpus.Each(things, values, t => { Thread.SpinWait(t < 100 ? 20_000 : 1); return t * 2; }));
    }
}
