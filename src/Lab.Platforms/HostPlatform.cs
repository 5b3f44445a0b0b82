using System.Net;
using System.Net.Sockets;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>The bare host: the guest's userland by chroot, in a cgroup with the same limits, in no namespace.
/// Its writable layer is an overlay, as the container's is.</summary>
public sealed class HostPlatform(ICommandRunner runner) : IPlatform
{
    public string Id => "host";
    public string Label => "host (chroot)";
    public bool CanCopy => true;

    public Task<string?> WhyUnusableAsync(CancellationToken cancel) => Task.FromResult(
        !Environment.IsPrivilegedProcess ? "chroot, cgroups and overlay mounts need root. Run the lab as root, or leave it out: --without host."
        : LabHome.Guest is null ? "There is no guest yet. `./run guest build` makes it."
        : null);

    public Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>An instance without a beacon, from which a client talks to another instance.</summary>
    public async Task<IGuest> ClientAsync(GuestSpec spec, CancellationToken cancel) => await HostGuest.CreateAsync(spec with { Volume = false }, runner, cancel);

    public async Task<IGuest> BringUpAsync(GuestSpec spec, Ladder ladder, CancellationToken cancel)
    {
        ladder.Mark(Milestone.DefineBegun);
        var guest = await HostGuest.CreateAsync(spec, runner, cancel);
        ladder.Mark(Milestone.Defined);
        guest.Start(spec, ladder);
        ladder.Mark(Milestone.Returned);
        ladder.Reached(guest.Endpoint(80));
        return guest;
    }
}

sealed class HostGuest : IGuest, ICopyTarget
{
    /// <summary>Enters the cgroups (the files before "--") and becomes the command after it.</summary>
    static readonly string Enter = $"""while [ "$1" != -- ]; do echo $$ > "$1"; shift; done; shift; ulimit -n {GuestSpec.OpenFiles}; exec "$@" """;

    static readonly string BaseFolder = Path.Combine(LabHome.GuestFolder, "rootfs");
    readonly string _folder;
    readonly Cgroup _group;
    readonly ICommandRunner _runner;
    /// <summary>The host's own network is used, so ports inside (80 of the web server) are others here.</summary>
    readonly Dictionary<int, int> _ports = new() { [80] = FreePort(), [TrialRun.ServicePort] = FreePort() };
    readonly CancellationTokenSource _stop = new();
    Task _beacon = Task.CompletedTask;

    HostGuest(string folder, Cgroup group, ICommandRunner runner) => (_folder, _group, _runner) = (folder, group, runner);

    string Root => $"{_folder}/merged";

    public static async Task<HostGuest> CreateAsync(GuestSpec spec, ICommandRunner runner, CancellationToken cancel)
    {
        InstanceOwner.Claim(spec.Name);
        var folder = $"{LabHome.Folder}/host/{spec.Name}";
        foreach (var part in (string[])["upper", "work", "merged"])
            Directory.CreateDirectory($"{folder}/{part}");
        var options = $"lowerdir={BaseFolder},upperdir={folder}/upper,workdir={folder}/work";
        var guest = new HostGuest(folder, Cgroup.Create(spec.Name, spec.CpuSet, spec.MemoryBytes), runner);
        try
        {
            (await runner.RunAsync(new Command("mount", "-t", "overlay", spec.Name, "-o", options, guest.Root), null, cancel)).OrThrow("mount of the host's overlay");
            foreach (var kind in (string[])["proc", "sysfs"])
                (await runner.RunAsync(new Command("mount", "-t", kind, "-o", "ro", spec.Name, $"{guest.Root}/{(kind == "proc" ? "proc" : "sys")}"), null, cancel)).OrThrow($"mount of {kind}");
            if (spec.Volume)
                await guest.MountVolumeAsync(cancel);
            return guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    /// <summary>As Docker does it: a plain folder, bound over one of the instance's.</summary>
    async Task MountVolumeAsync(CancellationToken cancel)
    {
        foreach (var folder in (string[])[$"{_folder}/vol", $"{Root}/vol"])
            Directory.CreateDirectory(folder);
        (await _runner.RunAsync(new Command("mount", "--bind", $"{_folder}/vol", $"{Root}/vol"), null, cancel)).OrThrow("mount of the volume");
    }

    public void Start(GuestSpec spec, Ladder ladder)
    {
        var command = Inside(["/usr/local/bin/lab-beacon", "--listen", $"127.0.0.1:{_ports[80]}"], $"LAB_NONCE={spec.Nonce}", $"LAB_DELAY_MS={spec.Delay.TotalMilliseconds:0}") with { TimeLimit = TimeSpan.FromDays(1) };
        ladder.Mark(Milestone.Power);
        _beacon = _runner.RunAsync(command, ladder.ConsoleLine, _stop.Token).ContinueWith(
            t => ladder.Fail(new TrialException($"The beacon on the host ended before it was ready: {(t.IsCompletedSuccessfully ? t.Result.StandardError : t.Exception?.InnerException?.Message)}")), TaskScheduler.Default);
    }

    public Task<CommandOutput> RunAsync(Command command, CancellationToken cancel) =>
        _runner.RunAsync(Inside([command.Program, .. command.Arguments]) with { TimeLimit = command.TimeLimit, ReachesGuest = command.ReachesGuest }, null, cancel);

    public async Task CopyInAsync(string file, string path, CancellationToken cancel)
    {
        await using var from = File.OpenRead(file);
        await using var to = File.Create(Root + path);
        await from.CopyToAsync(to, cancel);
    }

    Command Inside(IReadOnlyList<string> words, params string[] environment) =>
        new("sh", ["-c", Enter, "lab", .. _group.ProcsFiles, "--", "chroot", Root, "/usr/bin/env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", .. environment, .. words]);

    public IPEndPoint Endpoint(int port) => new(ListenAddress, _ports[port]);

    public IPAddress ListenAddress => IPAddress.Loopback;

    public Task DropCachesAsync(CancellationToken cancel) => PageCache.DropAsync(_runner, cancel);

    public async Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel)
    {
        long processes = ProcFs.Pss(_group.Processes), kernel = _group.KernelBytes;
        var disk = new DiskUsage(_runner);
        return
        [
            Metrics.Processes.Of(processes), Metrics.KernelPart.Of(kernel), Metrics.Resident.Of(processes + kernel),
            Metrics.DiskBase.Of(await disk.AllocatedAsync([BaseFolder + "/"], cancel)),
            Metrics.DiskInstance.Of(await disk.AllocatedAsync(((string[])["upper", "work", "vol"]).Select(f => $"{_folder}/{f}").Where(Directory.Exists), cancel)),
        ];
    }

    public Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>
    {
        ["memory limit"] = _group.MemoryLimit,
        ["cpu set"] = _group.Cpus,
        ["cpu quota"] = _group.CpuQuota,
        ["disk cache"] = "none",
        ["disk path"] = "overlayfs on the host's file system",
        ["network path"] = "the host's own",
        ["isolation"] = "chroot and control groups",
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beacon;
        await Leftovers.RemoveHostGuestAsync(_folder, _group, _runner);
        InstanceOwner.Release(Path.GetFileName(_folder));
        _stop.Dispose();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
