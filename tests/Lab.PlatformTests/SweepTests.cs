using Lab.Core;
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
        // Not while the process lives that they belong to.
        Assert.All(await SweepAsync(), line => Assert.DoesNotContain(names, n => line.Contains(n, StringComparison.Ordinal)));
        foreach (var name in names) InstanceOwner.Release(name);
        var removed = await SweepAsync();
        Assert.Contains($"removed container /{names[0]}", removed);
        Assert.Contains($"removed host instance {names[1]}", removed);
        await _real.AssertNothingLeftAsync();
    }

    /// <summary>As each run does before it begins, in a process of its own.</summary>
    async Task<string[]> SweepAsync() =>
        (await Tools.Runner.RunAsync(new Command("dotnet", typeof(Catalogue).Assembly.Location, "clean", "--runs", "--builtin"), null, Cancel)).OrThrow("clean --runs").StandardOutput.Split('\n');

    public void Dispose() => _real.Dispose();
}
