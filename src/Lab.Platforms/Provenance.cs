using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>Where a study ran, for environment.json: what a second run elsewhere would have to know. Only facts that
/// <see cref="Publication"/> lists, as it publishes them: a study is shown to everybody, and what a machine says of
/// itself holds names and addresses.</summary>
public sealed partial class Provenance(EngineClient engine, ICommandRunner runner)
{
    /// <summary>Facts that are a file's content.</summary>
    static readonly (string Name, string File)[] Files =
    [
        ("kernel", "/proc/sys/kernel/osrelease"), (Publication.BootParametersName, "/proc/cmdline"),
        ("cpu governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"), ("cpu boost", "/sys/devices/system/cpu/cpufreq/boost"), ("intel no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo"),
        ("smt active", "/sys/devices/system/cpu/smt/active"), ("ksm", "/sys/kernel/mm/ksm/run"), ("transparent huge pages", "/sys/kernel/mm/transparent_hugepage/enabled"),
        ("clock source", "/sys/devices/system/clocksource/clocksource0/current_clocksource"), ("machine", "/sys/class/dmi/id/product_name"),
    ];

    static readonly (string Name, Command Command)[] Versions =
    [
        ("vagrant", new("vagrant", "--version")), ("vagrant plugins", new("vagrant", "plugin", "list")),
        ("libvirt", new("virsh", "-c", LabHome.LibvirtUri, "version", "--daemon")), ("qemu", new("qemu-system-x86_64", "--version")),
    ];

    /// <summary>What the storage driver says of how it writes. It also says where, and names pools.</summary>
    static readonly string[] StorageFacts =
        ["Backing Filesystem", "Supports d_type", "Using metacopy", "Native Overlay Diff", "userxattr", "driver-type"];

    /// <summary>Providers of machines; other plugins change nothing that is measured.</summary>
    static readonly string[] VagrantPlugins =
    [
        "vagrant-libvirt", "vagrant-qemu", "vagrant-parallels", "vagrant-vmware-desktop", "vagrant-lxc", "vagrant-hyperv",
        "vagrant-utm",
    ];

    const string NotSaid = Publication.NotSaid;

    public async Task<IReadOnlyDictionary<string, string>> FactsAsync(IReadOnlyList<ProbeResult> probes, CancellationToken cancel)
    {
        string cpuinfo = Read("/proc/cpuinfo"), meminfo = Read("/proc/meminfo");
        var facts = new Dictionary<string, string>
        {
            ["cpu"] = Field(cpuinfo, "model name"),
            ["cpus"] = $"{Environment.ProcessorCount} ({Topology(cpuinfo)})",
            ["cpu flags"] = Field(cpuinfo, "flags"),
            ["mitigations"] = Mitigations(),
            ["memory"] = $"{ProcFs.KilobyteField(meminfo, "MemTotal:") >> 20} MiB",
            ["swap"] = $"{ProcFs.KilobyteField(meminfo, "SwapTotal:") >> 20} MiB",
            [Claim.NestedFact] = cpuinfo.Contains(" hypervisor", StringComparison.Ordinal) ? "yes" : "no",
            ["cgroup"] = Cgroup.IsVersion2 ? "v2" : "v1",
            [Publication.DiskName] = Disk(Read("/proc/mounts")),
            ["time synchronisation"] = File.Exists("/run/systemd/timesync/synchronized") ? "systemd-timesyncd" : Directory.Exists("/run/chrony") ? "chrony" : NotSaid,
        };
        foreach (var (name, file) in Files)
            facts[name] = Read(file).Trim() is { Length: > 0 } text ? text : NotSaid;
        foreach (var probe in probes)
            facts[$"accelerator {probe.Accelerator.ToString().ToLowerInvariant()}"] = LabHome.Unnamed(probe.ToString());
        if (await engine.WhyUnusableAsync(cancel) is null)
        {
            var image = await engine.GetAsync($"images/{LabHome.RequireGuest().Image}/json", cancel);
            var (info, version) = (await engine.GetAsync("info", cancel), await engine.GetAsync("version", cancel));
            foreach (var (name, value) in Docker(info, version, image))
                facts[name] = value;
        }
        foreach (var (name, command) in Versions)
            if (await VersionAsync(name, command, cancel) is { } version)
                facts[name] = version;
        if (LabHome.Guest is { } guest)
        {
            facts["guest recipe"] = guest.Hash;
            facts["box sha256"] = BoxSum().Match(Read($"{LabHome.GuestFolder}/guest.box.json")) is { Success: true } sum ? sum.Groups[1].Value : NotSaid;
        }
        return facts.Where(f => Publication.Facts.Contains(f.Key))
            .Select(f => Publication.Fact(f.Key, f.Value)).ToDictionary();
    }

    /// <summary>What changes while a study runs: taken at its beginning and at its end.</summary>
    public static IReadOnlyDictionary<string, string> State() => new Dictionary<string, string>
    {
        ["load"] = string.Join(' ', Read("/proc/loadavg").Split(' ').Take(3)),
        ["temperature"] = Directory.Exists("/sys/class/thermal")
            ? string.Join(", ", Directory.EnumerateDirectories("/sys/class/thermal", "thermal_zone*").Select(z => Read($"{z}/temp").Trim()).Where(t => t.Length > 0).Select(t => string.Create(CultureInfo.InvariantCulture, $"{double.Parse(t, CultureInfo.InvariantCulture) / 1000:0} °C"))) is { Length: > 0 } all ? all : NotSaid
            : NotSaid,
    };

    /// <summary>Versions and kinds of an Engine. Its name, labels, proxies, registries, folders and networks are not taken.</summary>
    public static IReadOnlyDictionary<string, string> Docker(JsonNode info, JsonNode version, JsonNode image)
    {
        var components = version["Components"]?.AsArray().OfType<JsonNode>() ?? [];
        var status = info["DriverStatus"]?.AsArray().Where(s => StorageFacts.Contains((string?)s?[0]))
            .Select(s => $"{s![0]}: {Said($"{s[1]}")}") ?? [];
        var runtimes = info["Runtimes"]?.AsObject().Select(r => Said(r.Key)) ?? [];
        var security = info["SecurityOptions"]?.AsArray().Select(o => $"{o}") ?? [];
        return new Dictionary<string, string>
        {
            ["docker"] = string.Join(", ", components.Select(c => $"{Said($"{c["Name"]}")} {Said($"{c["Version"]}")}")),
            ["docker storage"] = $"{Said($"{info["Driver"]}")}; {string.Join(", ", status)}",
            ["docker runtime"] = $"{Said($"{info["DefaultRuntime"]}")} of {string.Join(", ", runtimes)}",
            ["docker security"] = Publication.Security(string.Join(", ", security)),
            ["image"] = $"{image["Id"]}",
        };
    }

    /// <summary>Name or version as programs print it: no path, address or assignment.</summary>
    static string Said(string text) => Word().IsMatch(text) ? text : NotSaid;

    /// <summary>What a program prints of its version, or of its plugins.</summary>
    public static string Version(string name, IReadOnlyList<string> lines)
    {
        if (name != "vagrant plugins") return Said(lines[name == "libvirt" ? ^1 : 0]);
        var plugins = lines.Where(l => l.Contains('(', StringComparison.Ordinal)).ToArray();
        var shown = plugins.Where(l => VagrantPlugins.Contains(l.Split(' ')[0])).Select(Said).ToArray();
        var (all, left) = (string.Join(", ", shown), plugins.Length - shown.Length);
        return left == 0 ? all : all.Length == 0 ? $"{left} not shown" : $"{all}, and {left} not shown";
    }

    async Task<string?> VersionAsync(string name, Command command, CancellationToken cancel)
    {
        try
        {
            var output = await runner.RunAsync(command with { TimeLimit = TimeSpan.FromSeconds(20) }, null, cancel);
            var lines = output.StandardOutput.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return output.ExitCode != 0 || lines.Length == 0 ? null : Version(name, lines);
        }
        catch (UsageException)
        {
            return null; // Not installed, and not needed for what is measured.
        }
    }

    /// <summary>Sockets, cores and threads of /proc/cpuinfo.</summary>
    public static string Topology(string cpuinfo)
    {
        var cpus = cpuinfo.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(c => c.Contains("processor", StringComparison.Ordinal)).ToArray();
        var sockets = cpus.Select(c => Field(c, "physical id")).Distinct().Count();
        var cores = cpus.Select(c => (Field(c, "physical id"), Field(c, "core id"))).Distinct().Count();
        return $"{sockets} sockets, {cores} cores, {cpus.Length} threads";
    }

    /// <summary>File system, mount options and kind of disk below the lab's folder.</summary>
    static string Disk(string mounts)
    {
        var folder = Path.GetFullPath(LabHome.Folder);
        var mount = mounts.Split('\n').Select(l => l.Split(' ')).Where(p => p.Length > 3 && (folder + "/").StartsWith(p[1].TrimEnd('/') + "/", StringComparison.Ordinal)).MaxBy(p => p[1].Length);
        if (mount is null) return NotSaid;
        var block = Path.GetFileName(mount[0]).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var queue = $"/sys/block/{(Directory.Exists($"/sys/block/{Path.GetFileName(mount[0])}") ? Path.GetFileName(mount[0]) : block)}/queue";
        return $"{mount[2]} ({mount[3]}), rotational {(Read($"{queue}/rotational").Trim() is { Length: > 0 } r ? r : NotSaid)}, scheduler {(Read($"{queue}/scheduler").Trim() is { Length: > 0 } q ? q : NotSaid)}";
    }

    static string Mitigations() => Directory.Exists("/sys/devices/system/cpu/vulnerabilities")
        ? string.Join("; ", Directory.EnumerateFiles("/sys/devices/system/cpu/vulnerabilities").Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)}: {Read(f).Trim()}"))
        : NotSaid;

    static string Field(string text, string name) =>
        Regex.Match(text, $@"^{Regex.Escape(name)}\s*:\s*(.+)$", RegexOptions.Multiline) is { Success: true } match ? match.Groups[1].Value.Trim() : NotSaid;

    static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 .:+~(),_-]{0,119}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("\"checksum\": \"([0-9a-f]{64})\"")]
    private static partial Regex BoxSum();
}
