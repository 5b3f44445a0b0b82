namespace Lab.Core;

/// <summary>The metrics that every visit yields, whatever its workloads. Workloads bring their own.</summary>
public static class Metrics
{
    public static readonly Metric Define = Seconds("startup.define",
        "From the start of creating the instance (container: create request sent; VM: Vagrant creates the disk) until it is defined and not yet running.");
    public static readonly Metric Power = Seconds("startup.power",
        "From power-on (VM: Vagrant says \"Starting domain\") until the virtual machine monitor runs (QEMU connects to the console socket).");
    public static readonly Metric Kernel = Seconds("startup.kernel",
        "Inside the VM, by the guest's own clock: from kernel start until systemd starts. Firmware and boot loader are not in it.");
    public static readonly Metric Userspace = Seconds("startup.userspace",
        "Inside the VM, by the guest's own clock: from systemd's start until systemd says that start-up is finished (what systemd-analyze calls userspace).");
    public static readonly Metric Init = Seconds("startup.init",
        "From power-on until the first program of the instance runs (container and host: main() of the beacon; VM: systemd, by the guest's clock counted back from ready).");
    public static readonly Metric Ready = Seconds("startup.ready",
        "From power-on (host: spawn; container: start request sent; VM: Vagrant says \"Starting domain\") until the line arrives that the beacon writes to the instance's own console right after the Apache that it started answered 200 on the instance's loopback.");
    public static readonly Metric Reachable = Seconds("startup.reachable",
        "From power-on until a request from outside the instance is answered 200. Asked only after ready, so never earlier than ready; each request is a program of its own, which takes some ten milliseconds.");
    public static readonly Metric FirstWork = Seconds("startup.first-work",
        "From power-on until the result of a fixed computation (64-bit FNV-1a over 16 MiB), done in the instance after ready, arrives on the console.");
    public static readonly Metric Returned = Seconds("startup.returned",
        "From the first request until the platform's own tool said that it was done (container: create and start of the Engine API; VM: vagrant up).");
    public static readonly Metric Tooling = Seconds("startup.tooling",
        "What vagrant up took beyond power-on to ready: Ruby, defining the machine, waiting for the address and for SSH.");
    public static readonly Metric Teardown = Seconds("teardown",
        "From the request to stop until the instance and everything that belongs to it is removed (VM: vagrant destroy, Ruby included).");

    public static readonly Metric Harness = Seconds("harness.cpu",
        "CPU time of the lab itself between power-on and ready, the commands that it starts not included.");

    public static readonly Metric Resident = Bytes("memory.resident",
        "Sum of the memory ledger: what this instance holds in the host's memory. Where the VM is emulated, the emulator's own part is left out and stands in memory.emulator.");
    public static readonly Metric Emulator = Bytes("memory.emulator",
        "Emulation only: PSS of QEMU outside guest RAM (translated code, its heap, QEMU itself). It grows with every new program and says nothing about hypervisors.");
    public static readonly Metric Processes = Bytes("memory.processes", "PSS of the processes of the instance (/proc/PID/smaps_rollup).");
    public static readonly Metric Shim = Bytes("memory.shim", "PSS of containerd's shim of this container.");
    public static readonly Metric KernelPart = Bytes("memory.kernel", "Kernel memory charged to the cgroup of the instance.");
    public static readonly Metric GuestRam = Bytes("memory.guest-ram", "Resident part of the mapping that is the guest's RAM (/proc/PID/smaps of QEMU).");
    public static readonly Metric Vmm = Bytes("memory.vmm", "PSS of QEMU outside guest RAM and outside the translation cache.");
    public static readonly Metric Translation = Bytes("memory.translation", "PSS of QEMU's translation cache (mappings with write and execute permission).");
    public static readonly Metric Daemons = Bytes("memory.daemons", "Not in the sum: PSS of the daemons that serve all instances (dockerd and containerd; libvirtd, virtlogd, dnsmasq).");
    public static readonly Metric Marginal = Bytes("memory.marginal",
        "What one more instance costs: least-squares slope of the summed ledger over N instances up at once.", canBeNegative: true);
    public static readonly Metric First = Bytes("memory.first", "What the first of N instances costs: shared text and libraries fall on it.");

    public static readonly Metric DiskBase = Bytes("disk.base", "Allocated blocks of what all instances share (host: the userland tree; container: image layers; VM: two copies of the box, the image in the storage pool and the box that Vagrant keeps).");
    public static readonly Metric DiskInstance = Bytes("disk.instance", "Allocated blocks that belong to this instance alone, at idle (writable layer, overlay disk, logs, configuration).");
    public static readonly Metric DiskGrowth = Bytes("disk.growth", "Allocated blocks of the instance after the workloads less those at idle.", canBeNegative: true);

    /// <summary>The three headline metrics, in the order in which they are printed.</summary>
    public static readonly IReadOnlyList<Metric> Headline = [Ready, Resident, DiskInstance];

    public static readonly IReadOnlyList<Metric> All =
    [
        Define, Power, Kernel, Userspace, Init, Ready, Reachable, FirstWork, Returned, Tooling, Teardown, Harness,
        Resident, Emulator, Processes, Shim, KernelPart, GuestRam, Vmm, Translation, Daemons, Marginal, First,
        DiskBase, DiskInstance, DiskGrowth,
    ];

    static Metric Seconds(string id, string definition) => new(id, Unit.Seconds, Better.Lower, definition);
    static Metric Bytes(string id, string definition, bool canBeNegative = false) => new(id, Unit.Bytes, Better.Lower, definition) { CanBeNegative = canBeNegative };
}
