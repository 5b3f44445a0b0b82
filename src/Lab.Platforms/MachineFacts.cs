using Lab.Core;

namespace Lab.Platforms;

/// <summary>How a check of the machine ended.</summary>
public enum CheckStatus { Ok, Warning, Missing }

/// <param name="Next">What to do about it; empty if nothing.</param>
public sealed record Check(string Id, CheckStatus Status, string What, string Next = "")
{
    /// <summary>A folder of this machine that it is about, for the screen. A study's warnings do not have it, as it may
    /// name the user.</summary>
    public string Where { get; init; } = "";
}

/// <summary>What of this machine is there, what is missing, and what will mislead a reader of numbers.</summary>
public sealed class MachineFacts(EngineClient engine, ICommandRunner runner)
{
    const long LeastMemory = 3L << 30, LeastDisk = 6L << 30;

    /// <summary>Everything that <c>doctor</c> says, in reading order.</summary>
    public async Task<IReadOnlyList<Check>> ChecksAsync(IReadOnlyList<ProbeResult> probes, CancellationToken cancel)
    {
        var checks = new List<Check> { await DockerAsync(cancel) };
        checks.Add(await ToolAsync("vagrant", ["--version"], cancel));
        checks.Add(await ToolAsync("virsh", ["-c", LabHome.LibvirtUri, "version"], cancel));
        checks.Add(await ToolAsync("qemu-system-x86_64", ["--version"], cancel));
        checks.Add(await ToolAsync("mmdebstrap", ["--version"], cancel));
        checks.Add(LabHome.Guest is { } guest
            ? new Check("guest", CheckStatus.Ok, guest.Heading)
            : new Check("guest", CheckStatus.Missing, "The guest is not built yet.", "`./run guest build`"));
        checks.Add(Accelerator(probes));
        checks.AddRange(Misleading());
        return checks;
    }

    async Task<Check> DockerAsync(CancellationToken cancel)
    {
        if (await engine.WhyUnusableAsync(cancel) is not { } why)
        {
            var info = await engine.GetAsync("info", cancel);
            return (string?)info["Driver"] == "overlay2"
                ? new Check("docker", CheckStatus.Ok, $"Docker Engine {info["ServerVersion"]}, {info["Driver"]}, cgroup v{info["CgroupVersion"] ?? "1"}, {info["OperatingSystem"]}")
                : new Check("docker", CheckStatus.Warning, $"Docker's storage driver is {info["Driver"]}; disk numbers of containers need overlay2.", "Choose overlay2 in daemon.json, or read disk numbers as missing.");
        }
        var client = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "docker")));
        return new Check("docker", CheckStatus.Missing, client ? "A docker client is in PATH, but no Engine answers." : "Docker is not installed.", why);
    }

    async Task<Check> ToolAsync(string program, string[] arguments, CancellationToken cancel)
    {
        try
        {
            var output = await runner.RunAsync(new Command(program, arguments) { TimeLimit = TimeSpan.FromSeconds(20) }, null, cancel);
            return output.ExitCode == 0
                ? new Check(program, CheckStatus.Ok, output.StandardOutput.Trim().Split('\n')[program == "virsh" ? ^1 : 0].Trim())
                : new Check(program, CheckStatus.Missing, $"{program} is here but does not work: {output.StandardError.Trim().Split('\n')[0]}", "`eng/services start` (or `systemctl start libvirtd`)");
        }
        catch (UsageException)
        {
            return new Check(program, CheckStatus.Missing, $"{program} is not installed.", "`eng/install --yes` installs it (Debian, Ubuntu).");
        }
    }

    static Check Accelerator(IReadOnlyList<ProbeResult> probes) =>
        probes.FirstOrDefault(p => p.Accelerator == Platforms.Accelerator.Kvm) switch
        {
            { Class: AcceleratorClass.HardwareAssisted } kvm => new Check("accelerator", CheckStatus.Ok, kvm.ToString()),
            { } kvm => new Check("accelerator", CheckStatus.Warning, $"{kvm} Virtual machines are emulated here, and every number of theirs says so.", "Use a machine with working virtualisation for numbers about hypervisors."),
            null => new Check("accelerator", CheckStatus.Missing, "Not probed: QEMU is missing."),
        };

    static IEnumerable<Check> Misleading()
    {
        var cpuinfo = ReadOrEmpty("/proc/cpuinfo");
        if (cpuinfo.Contains(" hypervisor", StringComparison.Ordinal))
            yield return new Check("nested-host", CheckStatus.Warning, "This host is itself a virtual machine: startup and I/O are not comparable with bare metal.", "Say so beside the numbers; the report does.");
        if (File.Exists("/.dockerenv") && !ReadOrEmpty("/proc/1/cgroup").Split('\n').All(l => l.Length == 0 || l.EndsWith(":/", StringComparison.Ordinal)))
            yield return new Check("in-container", CheckStatus.Warning, "The lab runs inside a container.", "Run it on the host.");
        if (ReadOrEmpty("/proc/version").Contains("microsoft", StringComparison.OrdinalIgnoreCase))
            yield return new Check("wsl", CheckStatus.Warning, "This is WSL2: containers run in a virtual machine of Windows.", "Read container numbers as container-in-VM.");
        yield return new Check("cgroup", CheckStatus.Ok, $"cgroup v{(Cgroup.IsVersion2 ? 2 : 1)}");
        var memory = ReadOrEmpty("/proc/meminfo");
        if (ProcFs.KilobyteField(memory, "SwapTotal:") > 0)
            yield return new Check("swap", CheckStatus.Warning, "Swap is on: memory that was swapped out is not in the ledger.", "`swapoff -a` while measuring.");
        if (ProcFs.KilobyteField(memory, "MemAvailable:") < LeastMemory)
            yield return new Check("memory", CheckStatus.Warning, $"Only {ProcFs.KilobyteField(memory, "MemAvailable:") >> 20} MiB of memory are available.", "Close something; a study needs about 3 GiB.");
        if (ReadOrEmpty("/sys/kernel/mm/ksm/run").Trim() == "1")
            yield return new Check("ksm", CheckStatus.Warning, "Kernel same-page merging is on: equal pages of virtual machines are counted once.", "`echo 2 > /sys/kernel/mm/ksm/run` while measuring.");
        var governor = ReadOrEmpty("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").Trim();
        if (governor is not ("" or "performance"))
            yield return new Check("governor", CheckStatus.Warning, $"The CPU governor is {governor}: clock speed changes with load.", "`cpupower frequency-set -g performance` while measuring.");
        if (Directory.Exists(Path.GetPathRoot(LabHome.Folder)) && new DriveInfo(Existing(LabHome.Folder)).AvailableFreeSpace is var free && free < LeastDisk)
            yield return new Check("disk", CheckStatus.Warning, $"Only {free >> 20} MiB are free where the guest is kept.",
                "Free 6 GiB, or set LAB_HOME to a folder on another disk.") { Where = LabHome.Folder };
        if (!Environment.IsPrivilegedProcess)
            yield return new Check("root", CheckStatus.Warning, "Not root: memory of other users' processes, cgroups and mounts are out of reach.", "Run as root, or accept what the report says is missing.");
    }

    static string Existing(string folder) => Directory.Exists(folder) ? folder : Existing(Path.GetDirectoryName(folder) ?? "/");

    static string ReadOrEmpty(string file) => File.Exists(file) ? File.ReadAllText(file) : "";
}
