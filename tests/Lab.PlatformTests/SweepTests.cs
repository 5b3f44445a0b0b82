using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>What killed runs leave is removed by the next one. In the program's lane, because a sweep takes what no process owns: an exercise that is up.</summary>
[Collection(Lanes.Program)]
public sealed class SweepTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    Tools Tools => _real.Tools;

    [Fact]
    public async Task What_a_killed_run_leaves_is_found_and_removed()
    {
        var container = await _real.RequireAsync("container");
        var host = await _real.RequireAsync("host");
        var (first, second) = (_real.Spec(), _real.Spec());
        string[] names = [first.Name, second.Name];
        await _real.UpAsync(container, first); // Never disposed, as after kill -9.
        await _real.UpAsync(host, second);
        var left = await _real.LeftAsync();
        Assert.All(names, n => Assert.Contains(n, string.Concat(left), StringComparison.Ordinal));
        var leftovers = new Leftovers(Tools.Engine, Tools.Runner);
        // Not while the process lives that they belong to.
        Assert.DoesNotContain(await leftovers.RemoveAsync(Cancel), r => names.Any(n => r.Contains(n, StringComparison.Ordinal)));
        foreach (var name in names) InstanceOwner.Release(name);
        var removed = await leftovers.RemoveAsync(Cancel);
        Assert.Contains($"container /{names[0]}", removed);
        Assert.Contains($"host instance {names[1]}", removed);
        await _real.AssertNothingLeftAsync();
    }

    public void Dispose() => _real.Dispose();
}
