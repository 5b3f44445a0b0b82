using Lab.Core;
using Lab.Platforms;
using Lab.Verbs;

[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly, DisableTestParallelization = true)]

namespace Lab.PlatformTests;

/// <summary>The real thing: Docker Engine, Vagrant, libvirt, QEMU. Each test leaves nothing behind, and says so itself.</summary>
public sealed class PlatformTests : IDisposable
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    readonly RealParts _real = new();
    Tools Tools => _real.Tools;

    [Fact]
    public async Task The_accelerator_probe_names_an_outcome_for_KVM_and_finds_emulation_slower_than_the_host()
    {
        var probe = new AcceleratorProbe(Tools.Runner, Tools.Clock);
        var emulation = await probe.ProbeAsync(Accelerator.Tcg, Cancel);
        Assert.Equal(AcceleratorClass.BinaryTranslation, emulation.Class);
        Assert.InRange(emulation.Slowdown!.Value, 3, 100);
        var kvm = await probe.ProbeAsync(Accelerator.Kvm, Cancel);
        Assert.Contains(kvm.Name, (string[])["hardware-assisted", "instruction-emulation", "broken", "absent"]);
        Assert.Equal(kvm.Class == AcceleratorClass.HardwareAssisted, kvm.Slowdown < 3);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("container")]
    [InlineData("vm")]
    public Task An_instance_comes_up_is_measured_and_leaves_nothing(string id) => RealParts.OnceMoreAsync(async () =>
    {
        var platform = await _real.RequireAsync(id);
        var journal = new Journal();
        var spec = new PlanSpec("test", "", [id], ["sysbench-cpu"], 1, 0, 2, 1L << 30, "auto", 0);
        var runner = new Runner(Plan.Make(spec, 1, []), new Dictionary<string, IPlatform> { [id] = platform }, new Dictionary<string, Workload> { ["sysbench-cpu"] = Catalogue.ReadWorkloads()["sysbench-cpu"].For(spec, emulated: true) },
            new RunnerPorts(journal, journal, new WebProbe(Tools.Runner).AnswersAsync, CommandRunner.OwnCpuSeconds, new HostPlatform(Tools.Runner).ClientAsync), Tools.Clock);

        Assert.True(await runner.RunAsync([], Cancel), journal.Said);

        var values = Measured(journal);
        Assert.InRange(values["startup.ready"], 0.01, 240);
        Assert.True(values["startup.reachable"] >= values["startup.ready"]);
        Assert.True(values["startup.first-work"] >= values["startup.ready"]);
        Assert.InRange(values["memory.resident"], 1 << 20, 1L << 30);
        Assert.InRange(values["disk.base"], 50 << 20, 2L << 30);
        Assert.InRange(values["disk.instance"], 1 << 12, 200 << 20);
        Assert.InRange(values["cpu.events"], 1, 1e6);
        Assert.InRange(values["teardown"], 0, 60);
        if (id == "vm")
        {
            Assert.InRange(values["startup.kernel"] + values["startup.userspace"], 1, values["startup.returned"]);
            Assert.True(values["startup.tooling"] > 0);
            Assert.InRange(values["memory.guest-ram"], 50 << 20, 1L << 30);
        }
        await _real.AssertNothingLeftAsync();
    });

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
        await Task.Delay(1000, Cancel);
        Assert.InRange(Disk(await guest.FootprintAsync(Cancel)) - before, 12 << 20, 40 << 20);

        static double Disk(IReadOnlyList<Measurement> ledger) => ledger.Single(m => m.Metric == Metrics.DiskInstance.Id).Value;
    }

    [Fact]
    public Task Vagrant_up_typed_by_hand_brings_up_the_same_machine() => RealParts.OnceMoreAsync(async () =>
    {
        await _real.RequireAsync("vm");
        var nonce = Guid.NewGuid().ToString();
        var environment = new Dictionary<string, string?> { ["VAGRANT_HOME"] = $"{LabHome.Folder}/vagrant", ["VAGRANT_DOTFILE_PATH"] = $"{LabHome.Folder}/dot/lab-byhand", ["LAB_UUID"] = nonce, ["LAB_NAME"] = null };
        Command Vagrant(params string[] words) => new("vagrant", words) { WorkingDirectory = Catalogue.Root, Environment = environment, TimeLimit = TimeSpan.FromMinutes(5) };
        try
        {
            var up = await Tools.Runner.RunAsync(Vagrant("up"), null, Cancel);
            Assert.False(up.TimedOut, $"vagrant up by hand did not return; it may be that {VmPlatform.HungInBoot}");
            up.OrThrow("vagrant up by hand");
            var machine = (await Tools.Runner.RunAsync(Vagrant("ssh", "--no-tty", "-c", "sudo cat /sys/class/dmi/id/product_uuid; nproc"), null, Cancel)).OrThrow("vagrant ssh").StandardOutput.Split('\n');
            Assert.Equal(nonce, machine[0].Trim());
            Assert.Equal("2", machine[1].Trim());
            var disk = (await Tools.Runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "domblklist", "lab-byhand"), null, Cancel)).StandardOutput;
            var backing = (await Tools.Runner.RunAsync(new Command("qemu-img", "info", "-U", disk.Split(' ', '\n').First(w => w.EndsWith("lab-byhand.img", StringComparison.Ordinal))), null, Cancel)).StandardOutput;
            Assert.Contains($"_vagrant_box_image_{LabHome.RequireGuest().BoxVersion}_box.img", backing, StringComparison.Ordinal);
        }
        finally
        {
            await Tools.Runner.RunAsync(Vagrant("destroy", "--force"), null, Cancel);
            await Leftovers.RemoveMachineAsync("lab-byhand", Tools.Runner);
        }
        await _real.AssertNothingLeftAsync();
    });

    [Fact]
    public async Task Cancelling_a_machine_in_mid_boot_takes_it_down_within_fifteen_seconds()
    {
        var platform = await _real.RequireAsync("vm");
        using var cancel = new CancellationTokenSource();
        var spec = RealParts.Spec();
        var ladder = new Ladder(Tools.Clock, spec.Nonce);
        var up = platform.BringUpAsync(spec, ladder, cancel.Token);
        while (!ladder.Has(Milestone.Monitor)) await Task.Delay(100, Cancel);
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
        var begun = Tools.Clock.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => up);
        Assert.InRange(Tools.Clock.GetElapsedTime(begun).TotalSeconds, 0, 15);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task What_a_killed_run_leaves_is_found_and_removed()
    {
        var container = await _real.RequireAsync("container");
        var host = await _real.RequireAsync("host");
        await _real.UpAsync(container); // Never disposed, as after kill -9.
        await _real.UpAsync(host);
        Assert.NotEmpty(await _real.LeftAsync());
        var removed = (await new Leftovers(Tools.Engine, Tools.Runner).RemoveAsync(Cancel)).Removed;
        Assert.Contains(removed, r => r.StartsWith("container /lab-", StringComparison.Ordinal));
        Assert.Contains(removed, r => r.StartsWith("host instance lab-", StringComparison.Ordinal));
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_disk_without_room_for_the_guest_is_named_before_anything_is_built()
    {
        var small = Directory.CreateTempSubdirectory("lab-small-").FullName;
        (await Tools.Runner.RunAsync(new Command("mount", "-t", "tmpfs", "-o", "size=100m", "lab-small", small), null, Cancel)).OrThrow("mount of a small disk");
        try
        {
            var build = new Command(Path.Combine(Catalogue.Root, "lab", "guest", "build")) { Environment = new Dictionary<string, string?> { ["LAB_HOME"] = small } };
            var output = await Tools.Runner.RunAsync(build, null, Cancel);
            Assert.Equal(2, output.ExitCode);
            Assert.Matches(@"only\s+100 MiB are free in .*, and the guest needs 6144 while it is built\. Free some, or set LAB_HOME", output.StandardError);
        }
        finally
        {
            await Tools.Runner.RunAsync(new Command("umount", small), null, Cancel);
            Directory.Delete(small);
        }
    }

    static Dictionary<string, double> Measured(Journal journal) =>
        journal.Entries.SelectMany(e => e switch
        {
            LadderTaken ladder => ladder.Rungs,
            FootprintTaken { Moment: "idle" } footprint => footprint.Ledger,
            TrialDone { Outcome: Measured trial } => trial.Values,
            Ended { Outcome: Measured ended } => ended.Values,
            _ => [],
        }).ToDictionary(m => m.Metric, m => m.Value);

    public void Dispose() => _real.Dispose();

    sealed class Journal : IJournal, IProgress
    {
        public List<JournalEntry> Entries { get; } = [];
        public string Said { get; private set; } = "";
        public void Append(JournalEntry entry) => Entries.Add(entry);
        public string KeepRaw(Visit visit, string name, string text) => name;
        public void VisitBegins(Visit visit, int number, int of) { }
        public void VisitEnded(Visit visit, Outcome outcome) => Said += outcome;
        public void RampBegins(string what) { }
        public void RampEnded() { }
        public void Say(string line) => Said += line;
    }
}
