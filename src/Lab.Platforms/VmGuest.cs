using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>One machine: how Vagrant brings it up, what runs in it, what it takes, and how it goes.</summary>
sealed partial class VmGuest(GuestSpec spec, string root, Accelerator accelerator, bool inner, string cache, ConsoleSocket console, ICommandRunner runner, TimeProvider clock) : IGuest
{
    readonly string _dotFolder = $"{LabHome.Folder}/dot/{spec.Name}";
    IPAddress _address = IPAddress.None;

    string Domain => spec.Name;
    string Box => inner ? LabHome.RequireGuest().Box + "-docker" : LabHome.RequireGuest().Box;

    public async Task UpAsync(Action<OutputLine> onLine, Func<string> howFar, CancellationToken cancel)
    {
        Directory.CreateDirectory(_dotFolder);
        var up = Vagrant("up", "--provider", "libvirt", "--machine-readable", "--no-destroy-on-error") with { TimeLimit = TimeSpan.FromMinutes(6), OutputFile = $"{_dotFolder}/up.log" };
        var output = await runner.RunAsync(up, onLine, cancel);
        if (output.TimedOut)
            throw new TrialException($"vagrant up did not return within {up.TimeLimit.TotalMinutes:0} minutes; {howFar()}. The last that Vagrant said: {LastSaid(output.StandardOutput) ?? "nothing"}");
        if (output.ExitCode != 0)
            throw new TrialException($"vagrant up ended with {output.ExitCode}: {VagrantError(output.StandardOutput) ?? output.StandardError.Trim()}");
    }

    /// <summary>Vagrant prints errors on standard output: <c>time,target,error-exit,class,text</c>.</summary>
    public static string? VagrantError(string machineReadable) =>
        machineReadable.Split('\n').LastOrDefault(l => l.Contains(",error-exit,", StringComparison.Ordinal)) is { } line
            ? TextOf(line)
            : null;

    /// <summary>The last line that Vagrant meant for people before it was interrupted: <c>time,target,ui,kind,text</c>.</summary>
    public static string? LastSaid(string machineReadable) =>
        machineReadable.Split('\n').TakeWhile(l => !l.Contains("Waiting for cleanup before exiting", StringComparison.Ordinal))
            .LastOrDefault(l => l.Contains(",ui,", StringComparison.Ordinal)) is { } line ? TextOf(line) : null;

    static string TextOf(string line) => line.Split(',', 5)[^1].Replace("%!(VAGRANT_COMMA)", ",", StringComparison.Ordinal).Replace("\\n", " ", StringComparison.Ordinal).Trim();

    /// <summary>Asks for the address only after ready: a request to a machine whose network is not up yet would delay it.</summary>
    public async Task FindAddressAsync(Ladder ladder, CancellationToken cancel)
    {
        try
        {
            await ladder.Ready.WaitAsync(cancel);
            while (true)
            {
                var output = await runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "-q", "domifaddr", Domain), null, cancel);
                if (Ipv4().Match(output.StandardOutput) is { Success: true } match)
                {
                    _address = IPAddress.Parse(match.Value);
                    ladder.Reached(Endpoint(80));
                    return;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancel);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or TrialException)
        {
            // The bring-up that waits for the address has ended, and says why itself.
        }
    }

    /// <summary>The guest's own account of its boot, as systemd-analyze computes it.</summary>
    public async Task ReadBootTimesAsync(Ladder ladder, CancellationToken cancel)
    {
        var command = new Command("systemctl", "show", "--property=UserspaceTimestampMonotonic,FinishTimestampMonotonic");
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var values = (await MachineAsync(command, cancel)).OrThrow("systemctl show in the guest").StandardOutput.Split('\n')
                .Select(l => l.Split('=')).Where(p => p.Length == 2).ToDictionary(p => p[0], p => double.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture) / 1e6);
            if (values["FinishTimestampMonotonic"] > 0)
            {
                ladder.GuestBoot(values["UserspaceTimestampMonotonic"], values["FinishTimestampMonotonic"]);
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), clock, cancel);
        }
    }

    /// <summary>A second disk; made a file system of here, because it is new with each machine.</summary>
    public async Task MountVolumeAsync(CancellationToken cancel)
    {
        foreach (var words in (string[][])[["mkfs.ext4", "-q", "-E", "lazy_itable_init=1", "/dev/vdb"], ["mkdir", "/vol"], ["mount", "-o", "noatime", "/dev/vdb", "/vol"]])
            (await MachineAsync(new Command("sudo", words), cancel)).OrThrow(string.Join(' ', words));
    }

    /// <summary>As root, as everywhere; for container-in-vm in the container.</summary>
    public Task<CommandOutput> RunAsync(Command command, CancellationToken cancel) => MachineAsync(
        command with { Program = "sudo", Arguments = [.. inner ? ["docker", "exec", "lab"] : (string[])["--"], command.Program, .. command.Arguments] }, cancel);

    Task<CommandOutput> MachineAsync(Command command, CancellationToken cancel) => runner.RunAsync(MachineSsh.To(_address, command), null, cancel);

    public IPEndPoint Endpoint(int port) => new(_address, port);

    public IPAddress ListenAddress => IPAddress.Any;

    public async Task DropCachesAsync(CancellationToken cancel)
    {
        (await MachineAsync(new Command("sudo", "sh", "-c", "sync; echo 3 > /proc/sys/vm/drop_caches"), cancel)).OrThrow("dropping the machine's caches");
        await PageCache.DropAsync(runner, cancel);
    }

    public async Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel)
    {
        var process = ProcFs.Find(words => Path.GetFileName(words[0]).StartsWith("qemu", StringComparison.Ordinal) && words.Any(w => w.Contains(spec.Nonce, StringComparison.Ordinal))).ToArray();
        if (process.Length != 1) throw new TrialException($"{process.Length} QEMU processes carry the identity of this machine; expected one.");
        var disk = new DiskUsage(runner);
        var guest = LabHome.RequireGuest();
        var box = Box.Replace("/", "-VAGRANTSLASH-", StringComparison.Ordinal);
        var boxes = Path.Combine(LabHome.Folder, "vagrant", "boxes", box, guest.BoxVersion);
        var pool = Path.Combine(LabHome.Folder, "pool");
        return
        [
            .. Ledger(ProcFs.Mappings(process[0]), spec.MemoryBytes, accelerator == Accelerator.Tcg),
            Metrics.Daemons.Of(ProcFs.Pss(ProcFs.Named("libvirtd", "virtlogd", "dnsmasq"))),
            Metrics.DiskBase.Of(await disk.AllocatedAsync([.. Directory.EnumerateFiles(pool, $"{box}_vagrant_box_image_{guest.BoxVersion}_*"), boxes], cancel)),
            Metrics.DiskInstance.Of(await disk.AllocatedAsync(Directory.EnumerateFiles(pool, Domain + "*"), cancel)),
        ];
    }

    /// <summary>QEMU's memory by mapping: guest RAM is the one of the size of the guest's memory; the translation cache is writable and executable.</summary>
    public static IReadOnlyList<Measurement> Ledger(IReadOnlyList<Mapping> mappings, long memoryBytes, bool emulated)
    {
        var ram = mappings.Where(m => m.Size >= memoryBytes && m.Size < memoryBytes + (64L << 20) && !m.Permissions.Contains('x', StringComparison.Ordinal)).MaxBy(m => m.Rss)
            ?? throw new TrialException($"No mapping of QEMU has the size of the guest's RAM ({memoryBytes} bytes); its memory cannot be told apart.");
        long all = mappings.Sum(m => m.Pss), translation = mappings.Where(m => m.Permissions.StartsWith("rwx", StringComparison.Ordinal)).Sum(m => m.Pss);
        var vmm = all - ram.Pss - translation;
        return
        [
            Metrics.GuestRam.Of(ram.Pss), Metrics.Vmm.Of(vmm), .. emulated ? [Metrics.Translation.Of(translation), Metrics.Emulator.Of(vmm + translation)] : (Measurement[])[],
            Metrics.Resident.Of(emulated ? ram.Pss : all),
        ];
    }

    public async Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel) =>
        Inner(Describe((await runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "dumpxml", Domain), null, cancel)).OrThrow("virsh dumpxml").StandardOutput));

    Dictionary<string, string> Inner(IReadOnlyDictionary<string, string> machine) =>
        machine.ToDictionary(m => m.Key, m => inner && (m.Key is "network path" or "disk path" or "isolation") ? $"{m.Value}; in it a container of Docker's" : m.Value);

    /// <summary>What libvirt's description of a running machine says of its limits and paths.</summary>
    public static IReadOnlyDictionary<string, string> Describe(string xml)
    {
        var domain = XDocument.Parse(xml).Root!;
        var disk = domain.Descendants("disk").First(d => (string?)d.Attribute("device") == "disk");
        var driver = disk.Element("driver")!;
        var nic = domain.Descendants("interface").First();
        return new Dictionary<string, string>
        {
            ["memory limit"] = $"{(long)domain.Element("memory")! << 10}", // libvirt always answers in KiB
            ["cpu set"] = string.Join(',', domain.Descendants("vcpupin").Select(p => Cgroup.CpuList((string)p.Attribute("cpuset")!)).Distinct().Order(StringComparer.Ordinal)),
            ["cpu quota"] = Cgroup.Quota($"{(string?)domain.Element("cputune")?.Element("quota") ?? "max"} {(string?)domain.Element("cputune")?.Element("period") ?? "100000"}"),
            ["disk cache"] = (string?)driver.Attribute("cache") ?? "writeback",
            ["disk path"] = $"{(string?)disk.Element("target")?.Attribute("bus")}, {(string?)driver.Attribute("type")}, io {(string?)driver.Attribute("io") ?? "threads"}",
            ["network path"] = $"{(string?)nic.Element("model")?.Attribute("type")} on a tap and a bridge",
            ["isolation"] = $"machine ({(string?)domain.Attribute("type")}, {(string?)domain.Element("os")?.Element("type")?.Attribute("machine")})",
        };
    }

    public async ValueTask DisposeAsync()
    {
        var output = await runner.RunAsync(Vagrant("destroy", "--force", "--machine-readable") with { TimeLimit = TimeSpan.FromMinutes(2) });
        await RemoveAsync();
        if (output.ExitCode != 0)
            throw new TrialException($"vagrant destroy ended with {output.ExitCode}: {VagrantError(output.StandardOutput) ?? output.StandardError.Trim()}");
    }

    /// <summary>Removes what belongs to the machine without asking Vagrant: quick, and right at any point of a bring-up.</summary>
    public async Task RemoveAsync()
    {
        await Leftovers.RemoveMachineAsync(Domain, runner);
        InstanceOwner.Release(Domain);
        await console.DisposeAsync();
    }

    Command Vagrant(params IReadOnlyList<string> arguments) => new("vagrant", arguments)
    {
        ReachesGuest = true,
        WorkingDirectory = root,
        Environment = new Dictionary<string, string?>
        {
            ["VAGRANT_HOME"] = $"{LabHome.Folder}/vagrant",
            ["VAGRANT_DOTFILE_PATH"] = _dotFolder,
            ["VAGRANT_CHECKPOINT_DISABLE"] = "1",
            ["VAGRANT_BOX_UPDATE_CHECK_DISABLE"] = "1",
            ["VAGRANT_NO_COLOR"] = "1",
            ["LAB_HOME"] = LabHome.Folder,
            ["LAB_NAME"] = spec.Name[LabHome.Prefix.Length..],
            ["LAB_UUID"] = spec.Nonce,
            ["LAB_BOX"] = Box,
            ["LAB_CPUS"] = spec.Cpus.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["LAB_CPUSET"] = spec.CpuSet,
            ["LAB_MEMORY_MIB"] = (spec.MemoryBytes >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["LAB_ACCELERATOR"] = accelerator == Accelerator.Kvm ? "kvm" : "tcg",
            ["LAB_DISK_CACHE"] = cache,
            ["LAB_VOLUME"] = spec.Volume && !inner ? "yes" : "no",
            ["LAB_CONSOLE"] = console.Path,
            ["LAB_DELAY_MS"] = spec.Delay.TotalMilliseconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture),
        },
    };

    [GeneratedRegex(@"\b\d+\.\d+\.\d+\.\d+\b")]
    private static partial Regex Ipv4();
}
