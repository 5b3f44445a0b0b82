using Lab.Core;
using Lab.Platforms;
using Lab.Verbs;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Lab.PlatformTests;

/// <summary>The real thing: Docker Engine, Vagrant, libvirt, QEMU. Each test leaves nothing behind, and says so itself.</summary>
public sealed class PlatformTests : IDisposable
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static ProbeResult? s_kvm;
    readonly Tools _tools = Tools.Make(builtIn: true);

    [Fact]
    public async Task The_accelerator_probe_names_an_outcome_for_KVM_and_finds_emulation_slower_than_the_host()
    {
        var probe = new AcceleratorProbe(_tools.Runner, _tools.Clock);
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
    public async Task An_instance_comes_up_is_measured_and_leaves_nothing(string id)
    {
        var platform = await RequireAsync(id);
        var journal = new Journal();
        var spec = new PlanSpec("test", "", [id], ["sysbench-cpu"], 1, 0, 2, 1L << 30, "auto", 0);
        var runner = new Runner(Plan.Make(spec, 1, []), new Dictionary<string, IPlatform> { [id] = platform }, Catalogue.ReadWorkloads(),
            new RunnerPorts(journal, journal, new WebProbe(_tools.Runner).AnswersAsync, CommandRunner.OwnCpuSeconds), _tools.Clock);

        Assert.True(await runner.RunAsync(new HashSet<Visit>(), Cancel), journal.Said);

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
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task The_container_gets_the_limits_that_the_plan_names()
    {
        var platform = await RequireAsync("container");
        await using var guest = await UpAsync(platform);
        Assert.Equal("2", (await guest.RunAsync(new Command("nproc"), Cancel)).StandardOutput.Trim());
        Assert.Equal(3, (await guest.RunAsync(new Command("sh", "-c", "exit 3"), Cancel)).ExitCode);
        Assert.Equal("a 'b' $c\n", (await guest.RunAsync(new Command("printf", "%s\\n", "a 'b' $c"), Cancel)).StandardOutput);
    }

    [Fact]
    public async Task Vagrant_up_typed_by_hand_brings_up_the_same_machine()
    {
        await RequireAsync("vm");
        var nonce = Guid.NewGuid().ToString();
        var environment = new Dictionary<string, string?> { ["VAGRANT_HOME"] = $"{LabHome.Folder}/vagrant", ["VAGRANT_DOTFILE_PATH"] = $"{LabHome.Folder}/dot/lab-byhand", ["LAB_UUID"] = nonce, ["LAB_NAME"] = null };
        Command Vagrant(params string[] words) => new("vagrant", words) { WorkingDirectory = Catalogue.Root, Environment = environment, TimeLimit = TimeSpan.FromMinutes(5) };
        try
        {
            (await _tools.Runner.RunAsync(Vagrant("up"), null, Cancel)).OrThrow("vagrant up by hand");
            var machine = (await _tools.Runner.RunAsync(Vagrant("ssh", "--no-tty", "-c", "sudo cat /sys/class/dmi/id/product_uuid; nproc"), null, Cancel)).OrThrow("vagrant ssh").StandardOutput.Split('\n');
            Assert.Equal(nonce, machine[0].Trim());
            Assert.Equal("2", machine[1].Trim());
            var disk = (await _tools.Runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "domblklist", "lab-byhand"), null, Cancel)).StandardOutput;
            var backing = (await _tools.Runner.RunAsync(new Command("qemu-img", "info", "-U", disk.Split(' ', '\n').First(w => w.EndsWith("lab-byhand.img", StringComparison.Ordinal))), null, Cancel)).StandardOutput;
            Assert.Contains($"_vagrant_box_image_{LabHome.RequireGuest().BoxVersion}_box.img", backing, StringComparison.Ordinal);
        }
        finally
        {
            await _tools.Runner.RunAsync(Vagrant("destroy", "--force"), null, Cancel);
            await Leftovers.RemoveMachineAsync("lab-byhand", _tools.Runner);
        }
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Cancelling_a_machine_in_mid_boot_takes_it_down_within_fifteen_seconds()
    {
        var platform = await RequireAsync("vm");
        using var cancel = new CancellationTokenSource();
        var spec = Spec();
        var ladder = new Ladder(_tools.Clock, spec.Nonce);
        var up = platform.BringUpAsync(spec, ladder, cancel.Token);
        while (!ladder.Has(Milestone.Monitor)) await Task.Delay(100, Cancel);
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
        var begun = _tools.Clock.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => up);
        Assert.InRange(_tools.Clock.GetElapsedTime(begun).TotalSeconds, 0, 15);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task What_a_killed_run_leaves_is_found_and_removed()
    {
        var container = await RequireAsync("container");
        var host = await RequireAsync("host");
        await UpAsync(container); // Never disposed, as after kill -9.
        await UpAsync(host);
        Assert.NotEmpty(await LeftAsync());
        var removed = await new Leftovers(_tools.Engine, _tools.Runner).RemoveAsync(Cancel);
        Assert.Contains(removed, r => r.StartsWith("container /lab-", StringComparison.Ordinal));
        Assert.Contains(removed, r => r.StartsWith("host instance lab-", StringComparison.Ordinal));
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_disk_without_room_for_the_guest_is_named_before_anything_is_built()
    {
        var small = Directory.CreateTempSubdirectory("lab-small-").FullName;
        (await _tools.Runner.RunAsync(new Command("mount", "-t", "tmpfs", "-o", "size=100m", "lab-small", small), null, Cancel)).OrThrow("mount of a small disk");
        try
        {
            var build = new Command(Path.Combine(Catalogue.Root, "lab", "guest", "build")) { Environment = new Dictionary<string, string?> { ["LAB_HOME"] = small } };
            var output = await _tools.Runner.RunAsync(build, null, Cancel);
            Assert.Equal(2, output.ExitCode);
            Assert.Matches(@"only\s+100 MiB are free in .*, and the guest needs 6144 while it is built\. Free some, or set LAB_HOME", output.StandardError);
        }
        finally
        {
            await _tools.Runner.RunAsync(new Command("umount", small), null, Cancel);
            Directory.Delete(small);
        }
    }

    async Task<IPlatform> RequireAsync(string id)
    {
        s_kvm ??= await new AcceleratorProbe(_tools.Runner, _tools.Clock).ProbeAsync(Accelerator.Kvm, Cancel);
        var platform = Catalogue.Make(_tools, s_kvm.Class == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg).Platforms[id];
        if (await platform.WhyUnusableAsync(Cancel) is { } why)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Skip(why);
        }
        return platform;
    }

    async Task<IGuest> UpAsync(IPlatform platform)
    {
        var spec = Spec();
        var ladder = new Ladder(_tools.Clock, spec.Nonce);
        var guest = await platform.BringUpAsync(spec, ladder, Cancel);
        await ladder.Work.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        return guest;
    }

    static GuestSpec Spec() => GuestSpec.New(2, "0-1", 1L << 30);

    static Dictionary<string, double> Measured(Journal journal) =>
        journal.Entries.SelectMany(e => e switch
        {
            LadderTaken ladder => ladder.Rungs,
            FootprintTaken { Moment: "idle" } footprint => footprint.Ledger,
            TrialDone { Outcome: Measured trial } => trial.Values,
            Ended { Outcome: Measured ended } => ended.Values,
            _ => [],
        }).ToDictionary(m => m.Metric, m => m.Value);

    async Task AssertNothingLeftAsync() => Assert.Empty(await LeftAsync());

    /// <summary>Everything on this machine that carries a visit's name: containers, machines, volumes, mounts, cgroups, processes, sockets, folders.</summary>
    async Task<IReadOnlyList<string>> LeftAsync()
    {
        var left = new List<string>();
        left.AddRange((await _tools.Engine.GetAsync($"containers/json?all=1&filters={Uri.EscapeDataString("{\"label\":[\"lab\"]}")}", Cancel)).AsArray().Select(c => $"container {c!["Names"]}"));
        foreach (var (words, kind) in new[] { (new[] { "list", "--all", "--name" }, "machine"), (["vol-list", "lab"], "volume") })
            left.AddRange((await _tools.Runner.RunAsync(new Command("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words]), null, Cancel)).StandardOutput.Split('\n')
                .Select(l => l.Trim()).Where(l => l.StartsWith("lab-", StringComparison.Ordinal) && !l.Contains("_vagrant_box_image_", StringComparison.Ordinal)).Select(l => $"{kind} {l}"));
        left.AddRange(File.ReadLines("/proc/mounts").Where(l => l.Contains($"{LabHome.Folder}/host/", StringComparison.Ordinal)));
        left.AddRange(Cgroup.Leftovers(LabHome.Prefix).Select(g => $"cgroup {g.Name}"));
        left.AddRange(ProcFs.Find(words => words.Any(w => w.Contains("lab-beacon", StringComparison.Ordinal) || w.StartsWith("guest=lab-", StringComparison.Ordinal))).Select(p => $"process {p}"));
        left.AddRange(Directory.EnumerateFiles(LabHome.Run, "*.console"));
        foreach (var kind in (string[])["host", "dot"])
            if (Directory.Exists($"{LabHome.Folder}/{kind}"))
                left.AddRange(Directory.EnumerateDirectories($"{LabHome.Folder}/{kind}"));
        return left;
    }

    public void Dispose() => _tools.Dispose();

    sealed class Journal : IJournal, IProgress
    {
        public List<JournalEntry> Entries { get; } = [];
        public string Said { get; private set; } = "";
        public void Append(JournalEntry entry) => Entries.Add(entry);
        public string KeepRaw(Visit visit, string name, string text) => name;
        public void VisitBegins(Visit visit, int number, int of) { }
        public void VisitEnded(Visit visit, Outcome outcome) => Said += outcome;
        public void Say(string line) => Said += line;
    }
}
