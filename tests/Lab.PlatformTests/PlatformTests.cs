using Lab.Core;

namespace Lab.PlatformTests;

/// <summary>Containers as a platform. Each test leaves nothing behind, and says so itself. Of the host: HostTests; of machines: MachineTests, BootTests and MishapTests.</summary>
[Collection(Lanes.Containers)]
public sealed class PlatformTests : IDisposable
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    readonly RealParts _real = new();
    Tools Tools => _real.Tools;

    [Fact]
    public Task A_container_comes_up_is_measured_and_leaves_nothing() => _real.AssertVisitAsync("container");

    [Fact]
    public async Task The_container_gets_the_limits_that_the_plan_names()
    {
        var platform = await _real.RequireAsync("container");
        await using var guest = await _real.UpAsync(platform);
        Assert.Equal("2", (await guest.RunAsync(new Command("nproc"), Cancel)).StandardOutput.Trim());
        Assert.Equal(3, (await guest.RunAsync(new Command("sh", "-c", "exit 3"), Cancel)).ExitCode);
        Assert.Equal("a 'b' $c\n", (await guest.RunAsync(new Command("printf", "%s\\n", "a 'b' $c"), Cancel)).StandardOutput);
    }

    [Fact]
    public async Task What_a_container_writes_to_its_log_counts_as_its_disk_though_Docker_does_not_count_it()
    {
        await using var guest = await _real.UpAsync(await _real.RequireAsync("container"));
        var before = Disk(await guest.FootprintAsync(Cancel));
        (await guest.RunAsync(new Command("sh", "-c", "head -c 12582912 /dev/zero | tr '\\0' 'x' | fold -w 100 > /proc/1/fd/1"), Cancel)).OrThrow("writing to the log");
        // The Engine writes it down by and by.
        var (grown, begun) = (0.0, Tools.Clock.GetTimestamp());
        while (grown < 12 << 20 && Tools.Clock.GetElapsedTime(begun) < TimeSpan.FromMinutes(1))
            grown = Disk(await guest.FootprintAsync(Cancel)) - before;
        Assert.InRange(grown, 12 << 20, 40 << 20);

        static double Disk(IReadOnlyList<Measurement> ledger) => ledger.Single(m => m.Metric == Metrics.DiskInstance.Id).Value;
    }

    public void Dispose() => _real.Dispose();
}
