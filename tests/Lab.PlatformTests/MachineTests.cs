using Lab.Core;

namespace Lab.PlatformTests;

/// <summary>What can be done in a machine, and how it differs from a container.</summary>
[Collection(Lanes.Machine)]
public sealed class MachineTests(SharedMachine machine) : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A service inside with its client outside, a volume, dropped caches, a size for emulation.</summary>
    [Fact]
    public async Task What_is_special_about_a_workload_works_on_a_machine()
    {
        await _real.RequireAsync("vm");
        await _real.AssertGivesAllMetricsAsync(
            await machine.TakeAsync(), ["net-outside", "rtt-outside", "redis-outside", "apache-outside", "volume-fsync", "disk-read-cold", "spawn"]);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_machine_differs_from_a_container_by_nature_only()
    {
        var container = await ObserveContainerAsync();
        var rows = _real.Compare(container, ("vm", await Observation.OfAsync(await machine.TakeAsync(), Catalogue.ReadWorkloads().Values, Cancel)));
        // A machine counts its CPUs from 0; the container has the host's second one and sees its number.
        string[] numbered = Environment.ProcessorCount > 1 ? ["affinity"] : [];
        Assert.Equal(numbered, rows.Where(r => r.Sameness is Sameness.Confounding or Sameness.Unknown).Select(r => r.What));
        Assert.Equal(Sameness.ByNature, rows.Single(r => r.What == "kernel").Sameness);
        Assert.Equal(Sameness.Equal, rows.Single(r => r.What == "binary fio").Sameness);
        await _real.AssertNothingLeftAsync();
    }

    /// <summary>A machine that changed meanwhile must not pass as one that was brought back.</summary>
    [Fact]
    public async Task What_a_test_leaves_in_the_machine_is_gone_for_the_next_one()
    {
        await _real.RequireAsync("vm");
        var guest = await machine.TakeAsync();
        await machine.AssertAsNewAsync();
        (await guest.RunAsync(new Command("sh", "-c", "echo left > /root/left; sync; setsid sleep 4005 > /dev/null 2>&1 < /dev/null &"), Cancel)).OrThrow("leaving something");
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(machine.AssertAsNewAsync);
        guest = await machine.TakeAsync();
        await machine.AssertAsNewAsync();
        Assert.NotEqual(0, (await guest.RunAsync(new Command("test", "-e", "/root/left"), Cancel)).ExitCode);
    }

    async Task<IReadOnlyDictionary<string, string>> ObserveContainerAsync()
    {
        await using var guest = await _real.UpAsync(await _real.RequireAsync("container"), SharedMachine.OnItsCpu(_real.Spec()));
        await _real.RequireAsync("vm");
        return await Observation.OfAsync(guest, Catalogue.ReadWorkloads().Values, Cancel);
    }

    public void Dispose() => _real.Dispose();
}
