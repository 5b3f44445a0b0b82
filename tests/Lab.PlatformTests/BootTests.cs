using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.PlatformTests;

/// <summary>What can go otherwise with the boot of a machine.</summary>
[Collection(Lanes.Boots)]
public sealed class BootTests : IDisposable
{
    const string ByHand = "lab-byhand";
    static readonly TimeSpan s_boots = TimeSpan.FromMinutes(3);
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    Tools Tools => _real.Tools;

    [Fact]
    public Task Vagrant_up_typed_by_hand_brings_up_the_same_machine() => RealParts.OnceMoreAsync(async () =>
    {
        await _real.RequireAsync("vm");
        // Where nobody names it, its name is this; but that may be somebody's own machine.
        var isFree = (await Tools.Runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "domstate", ByHand), null, Cancel)).ExitCode != 0;
        var spec = isFree ? GuestSpec.New(2, "0-1", 1L << 30) with { Name = ByHand } : _real.Spec();
        _real.Mine(spec.Name);
        var environment = new Dictionary<string, string?>
        {
            ["VAGRANT_HOME"] = $"{LabHome.Folder}/vagrant", ["VAGRANT_DOTFILE_PATH"] = $"{LabHome.Folder}/dot/{spec.Name}", ["LAB_UUID"] = spec.Nonce,
            ["LAB_NAME"] = isFree ? null : spec.Name[LabHome.Prefix.Length..],
        };
        Command Vagrant(params string[] words) => new("vagrant", words) { WorkingDirectory = Catalogue.Root, Environment = environment, TimeLimit = TimeSpan.FromMinutes(5) };
        InstanceOwner.Claim(spec.Name);
        try
        {
            var up = await Tools.Runner.RunAsync(Vagrant("up"), null, Cancel);
            if (up.TimedOut) await new HungMachine(Tools.Runner, Tools.Clock).KeepAsync(spec.Name, Cancel);
            Assert.False(up.TimedOut, $"vagrant up by hand did not return; it may be that {VmPlatform.HungInBoot}: log/hung/{spec.Name}\n{up.StandardOutput}{up.StandardError}");
            up.OrThrow("vagrant up by hand");
            var machine = (await Tools.Runner.RunAsync(Vagrant("ssh", "--no-tty", "-c", "sudo cat /sys/class/dmi/id/product_uuid; nproc"), null, Cancel)).OrThrow("vagrant ssh").StandardOutput.Split('\n');
            Assert.Equal(spec.Nonce, machine[0].Trim());
            Assert.Equal("2", machine[1].Trim());
            var disk = (await Tools.Runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "domblklist", spec.Name), null, Cancel)).StandardOutput;
            var backing = (await Tools.Runner.RunAsync(new Command("qemu-img", "info", "-U", disk.Split(' ', '\n').First(w => w.EndsWith($"{spec.Name}.img", StringComparison.Ordinal))), null, Cancel)).StandardOutput;
            Assert.Contains($"_vagrant_box_image_{LabHome.RequireGuest().BoxVersion}_box.img", backing, StringComparison.Ordinal);
            Assert.Equal("none", VmGuest.Describe(await XmlAsync(spec.Name))["disk cache"]);
        }
        finally
        {
            await Tools.Runner.RunAsync(Vagrant("destroy", "--force"), null, Cancel);
            await Leftovers.RemoveMachineAsync(spec.Name, Tools.Runner);
            InstanceOwner.Release(spec.Name);
        }
        await _real.AssertNothingLeftAsync();
    });

    /// <summary>The machine is another one by its disk's cache, which the certificate must name, as far as it comes up.</summary>
    [Fact]
    public async Task Cancelling_a_machine_in_mid_boot_takes_it_down_and_another_disk_cache_is_caught_and_named()
    {
        var container = await ObserveContainerAsync();
        await _real.RequireAsync("vm");
        var platform = new VmPlatform(Catalogue.Root, _real.Accelerator, Tools.Runner, Tools.Clock, cache: "writeback");
        using var cancel = new CancellationTokenSource();
        var spec = _real.Spec();
        var ladder = new Ladder(Tools.Clock, spec.Nonce);
        var up = platform.BringUpAsync(spec, ladder, cancel.Token);
        await RealParts.UntilAsync(() => ladder.Has(Milestone.Monitor) || up.IsCompleted, s_boots, "QEMU's start");
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
        var machine = new Dictionary<string, string>(container);
        foreach (var (what, seen) in VmGuest.Describe(await XmlAsync(spec.Name))) machine[what] = seen;
        var begun = Tools.Clock.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => up);
        // Not the time that a boot takes, which a busy machine would lengthen too.
        Assert.False(ladder.Has(Milestone.Init));
        Assert.InRange(Tools.Clock.GetElapsedTime(begun).TotalSeconds, 0, 60);
        var row = _real.Compare(container, ("vm", machine)).Single(r => r.What == "disk cache");
        Assert.Equal((Sameness.Confounding, "vm: cache mode writeback: direct I/O in the machine ends in the host's page cache"), (row.Sameness, CertificateWords.Why(row, Texts.English)));
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_machine_that_hangs_in_its_boot_is_named_and_what_tells_why_is_kept()
    {
        await _real.RequireAsync("vm");
        var platform = new VmPlatform(Catalogue.Root, _real.Accelerator, Tools.Runner, Tools.Clock, bootLimit: TimeSpan.FromSeconds(12));
        var spec = _real.Spec();
        var ladder = new Ladder(Tools.Clock, spec.Nonce);
        var up = platform.BringUpAsync(spec, ladder, Cancel);
        await RealParts.UntilAsync(() => ladder.Has(Milestone.Monitor) || up.IsCompleted, s_boots, "QEMU's start");
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
        (await Tools.Runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "suspend", spec.Name), null, Cancel)).OrThrow("virsh suspend");
        var said = await Assert.ThrowsAsync<TrialException>(() => up);
        var kept = HungMachine.FolderOf(spec.Name);
        try
        {
            Assert.Contains(VmPlatform.HungInBoot, said.Message, StringComparison.Ordinal);
            Assert.Contains($"log/hung/{spec.Name}", said.Message, StringComparison.Ordinal);
            Assert.Equal(5 * 2, File.ReadAllText($"{kept}/registers.txt").Split("IP=").Length - 1);
            Assert.Contains("paused", File.ReadAllText($"{kept}/machine.txt"), StringComparison.Ordinal);
            Assert.Contains("CPU 1/", File.ReadAllText($"{kept}/machine.txt"), StringComparison.Ordinal);
            Assert.Contains(spec.Nonce, File.ReadAllText($"{kept}/qemu.log"), StringComparison.Ordinal);
            Assert.Matches("Linux version|had written nothing yet", File.ReadAllText($"{kept}/kernel.txt"));
            Assert.Equal(["kernel.txt", "machine.txt", "qemu.log", "registers.txt"], Directory.EnumerateFiles(kept).Select(f => Path.GetFileName(f)).Order());
        }
        finally
        {
            if (Directory.Exists(kept)) Directory.Delete(kept, recursive: true);
        }
        await _real.AssertNothingLeftAsync();
    }

    async Task<IReadOnlyDictionary<string, string>> ObserveContainerAsync()
    {
        await using var guest = await _real.UpAsync(await _real.RequireAsync("container"));
        return await Observation.OfAsync(guest, Catalogue.ReadWorkloads().Values, Cancel);
    }

    async Task<string> XmlAsync(string machine) =>
        (await Tools.Runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "dumpxml", machine), null, Cancel)).OrThrow("virsh dumpxml").StandardOutput;

    public void Dispose() => _real.Dispose();
}
