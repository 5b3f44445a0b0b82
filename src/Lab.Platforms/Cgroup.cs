using System.Globalization;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>A control group, version 1 (one folder for each controller) or 2 (one folder for all).</summary>
public sealed class Cgroup
{
    const string Root = "/sys/fs/cgroup";
    readonly IReadOnlyDictionary<string, string> _folders;

    Cgroup(IReadOnlyDictionary<string, string> folders) => _folders = folders;

    public static bool IsVersion2 => File.Exists($"{Root}/cgroup.controllers");

    /// <summary>The group that a process is in.</summary>
    public static Cgroup Of(int pid)
    {
        var folders = Parse(File.ReadAllText($"/proc/{pid}/cgroup"));
        return new Cgroup(IsVersion2 ? new Dictionary<string, string> { [""] = Root + folders[""] } : folders.ToDictionary(f => f.Key, f => $"{Root}/{f.Key}{f.Value}"));
    }

    /// <summary>/proc/PID/cgroup: controller (empty for version 2) to path.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':', 3))
            .SelectMany(p => p[1].Split(','), (p, controller) => (controller, path: p[2]))
            .ToDictionary(p => p.controller, p => p.path);

    /// <summary>Makes a group with the limits that a container of the same size gets.</summary>
    /// <exception cref="TrialException">Not root, or the controllers are not there.</exception>
    public static Cgroup Create(string name, string cpuSet, long memoryBytes)
    {
        try
        {
            return IsVersion2 ? CreateVersion2(name, cpuSet, memoryBytes) : CreateVersion1(name, cpuSet, memoryBytes);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new TrialException($"The cgroup {name} cannot be made: {e.Message} The host platform needs root and the cpuset and memory controllers.", e);
        }
    }

    static Cgroup CreateVersion1(string name, string cpuSet, long memoryBytes)
    {
        string cpus = $"{Root}/cpuset/{name}", memory = $"{Root}/memory/{name}";
        Directory.CreateDirectory(cpus);
        File.WriteAllText($"{cpus}/cpuset.mems", File.ReadAllText($"{Root}/cpuset/cpuset.mems"));
        File.WriteAllText($"{cpus}/cpuset.cpus", cpuSet);
        Directory.CreateDirectory(memory);
        File.WriteAllText($"{memory}/memory.limit_in_bytes", memoryBytes.ToString(CultureInfo.InvariantCulture));
        return new Cgroup(new Dictionary<string, string> { ["cpuset"] = cpus, ["memory"] = memory });
    }

    static Cgroup CreateVersion2(string name, string cpuSet, long memoryBytes)
    {
        File.WriteAllText($"{Root}/cgroup.subtree_control", "+cpuset +memory");
        var folder = $"{Root}/{name}";
        Directory.CreateDirectory(folder);
        File.WriteAllText($"{folder}/cpuset.cpus", cpuSet);
        File.WriteAllText($"{folder}/memory.max", memoryBytes.ToString(CultureInfo.InvariantCulture));
        return new Cgroup(new Dictionary<string, string> { [""] = folder });
    }

    /// <summary>Files that a process writes its id into to enter the group.</summary>
    public IReadOnlyList<string> ProcsFiles => [.. _folders.Values.Select(f => $"{f}/cgroup.procs")];

    public IReadOnlyList<int> Processes =>
        [.. Directory.EnumerateFiles(MemoryFolder, "cgroup.procs", SearchOption.AllDirectories)
            .SelectMany(File.ReadAllLines).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).Distinct()];

    /// <summary>Kernel memory charged to the group, in bytes.</summary>
    public long KernelBytes => IsVersion2
        ? long.Parse(File.ReadAllLines($"{MemoryFolder}/memory.stat").First(l => l.StartsWith("kernel ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture)
        : long.Parse(File.ReadAllText($"{MemoryFolder}/memory.kmem.usage_in_bytes"), CultureInfo.InvariantCulture);

    /// <summary>The memory limit in bytes, as the kernel has it.</summary>
    public string MemoryLimit => File.ReadAllText(IsVersion2 ? $"{MemoryFolder}/memory.max" : $"{MemoryFolder}/memory.limit_in_bytes").Trim();

    /// <summary>"none", or the share of time of all CPUs together that the group may use, as "1.5 CPUs".</summary>
    public string CpuQuota => Quota(IsVersion2
        ? File.Exists($"{MemoryFolder}/cpu.max") ? File.ReadAllText($"{MemoryFolder}/cpu.max") : "max"
        : _folders.TryGetValue("cpu", out var cpu) && File.Exists($"{cpu}/cpu.cfs_quota_us") ? $"{File.ReadAllText($"{cpu}/cpu.cfs_quota_us").Trim()} {File.ReadAllText($"{cpu}/cpu.cfs_period_us")}" : "max");

    /// <summary>Quota and period in microseconds, as in cpu.max; no quota is "max" (version 2) or -1 (version 1).</summary>
    public static string Quota(string text) => text.Trim().Split(' ') is [var quota, var period] && quota is not ("max" or "-1")
        ? string.Create(CultureInfo.InvariantCulture, $"{double.Parse(quota, CultureInfo.InvariantCulture) / double.Parse(period, CultureInfo.InvariantCulture):0.##} CPUs")
        : "none";

    /// <summary>The CPUs that the group may use, one by one: "0,1".</summary>
    public string Cpus => CpuList(File.ReadAllText(IsVersion2 ? $"{_folders[""]}/cpuset.cpus.effective" : $"{_folders["cpuset"]}/cpuset.cpus"));

    /// <summary>"0-2,4" as "0,1,2,4".</summary>
    public static string CpuList(string ranges) => string.Join(',', ranges.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(r => r.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray()).SelectMany(r => Enumerable.Range(r[0], r[^1] - r[0] + 1)));

    /// <summary>Removes the (empty) group.</summary>
    public void Remove()
    {
        foreach (var folder in _folders.Values)
            if (Directory.Exists(folder))
                Directory.Delete(folder);
    }

    /// <summary>Groups of the lab's host platform that are still there.</summary>
    public static IEnumerable<Cgroup> Leftovers(string prefix) =>
        (IsVersion2 ? [Root] : (string[])[$"{Root}/cpuset", $"{Root}/memory"]).Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root, prefix + "*"))
            .Select(folder => new Cgroup(new Dictionary<string, string> { [IsVersion2 ? "" : "memory"] = folder }));

    public string Name => Path.GetFileName(MemoryFolder);

    string MemoryFolder => _folders.TryGetValue("memory", out var folder) ? folder : _folders[""];
}
