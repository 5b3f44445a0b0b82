using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>What tests left on this machine, by their own look at it: never what stood there before the first test (a container, a machine, a folder of
/// the user's).</summary>
sealed partial class Remains(Tools tools)
{
    static readonly SemaphoreSlim s_once = new(1);
    static HashSet<Item>? s_before;

    /// <param name="Name">The instance that it belongs to.</param>
    public sealed record Item(string Kind, string Name)
    {
        public override string ToString() => $"{Kind} {Name}";
    }

    /// <summary>Looks at the machine before the first test does anything.</summary>
    public static async Task RememberAsync(Tools tools, CancellationToken cancel)
    {
        await s_once.WaitAsync(cancel);
        try
        {
            s_before ??= (await new Remains(tools).AllAsync(cancel)).ToHashSet();
        }
        finally
        {
            s_once.Release();
        }
    }

    /// <param name="mine">Instances that one test made.</param>
    public Task<IReadOnlyList<string>> FindAsync(IReadOnlyCollection<string> mine) =>
        FindAsync(item => mine.Any(name => item.Name == name || item.Name.StartsWith($"{name}-", StringComparison.Ordinal)));

    /// <summary>After all tests: whatever has a name that the lab gives and no living process that uses it, also what no test named.</summary>
    public Task<IReadOnlyList<string>> FindAsync() =>
        FindAsync(item => GivenName().Match(item.Name) is { Success: true } name && !InstanceOwner.IsAlive(name.Value));

    /// <summary>Not to be cancelled: an interrupted run has to tell too what it left.</summary>
    async Task<IReadOnlyList<string>> FindAsync(Func<Item, bool> isMeant) =>
        s_before is null ? [] : [.. (await AllAsync(CancellationToken.None)).Where(i => !s_before.Contains(i)).Where(isMeant).Select(i => i.ToString()).Distinct()];

    async Task<IReadOnlyList<Item>> AllAsync(CancellationToken cancel)
    {
        var all = new List<Item>();
        if (await tools.Engine.WhyUnusableAsync(cancel) is null)
            all.AddRange((await tools.Engine.GetAsync($"containers/json?all=1&filters={Uri.EscapeDataString("{\"label\":[\"lab\"]}")}", cancel)).AsArray()
                .Select(c => new Item("container", ((string)c!["Names"]![0]!).TrimStart('/'))));
        foreach (var (words, kind) in new[] { (new[] { "list", "--all", "--name" }, "machine"), (["vol-list", "lab"], "volume") })
            all.AddRange((await tools.Runner.RunAsync(new Command("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words]), null, cancel)).StandardOutput.Split('\n')
                .Select(l => l.Trim().Split(' ')[0]).Where(l => l.StartsWith(LabHome.Prefix, StringComparison.Ordinal) && !l.Contains("_vagrant_box_image_", StringComparison.Ordinal))
                .Select(l => new Item(kind, kind == "volume" ? l[..^".img".Length] : l)));
        all.AddRange(File.ReadLines("/proc/mounts").Select(l => HostFolder().Match(l.Split(' ')[1])).Where(m => m.Success).Select(m => new Item("mount", m.Groups["name"].Value)));
        all.AddRange(Cgroup.Leftovers(LabHome.Prefix).Select(g => new Item("cgroup", g.Name)));
        foreach (var process in ProcFs.Find(_ => true))
            if (HostFolder().Match(Link(process, "root")) is { Success: true } root)
                all.Add(new Item("process", root.Groups["name"].Value));
            else if (ExerciseFolder().Match(Link(process, "cwd")) is { Success: true } folder)
                all.Add(new Item("process", folder.Groups["name"].Value));
        all.AddRange(ProcFs.Find(words => words.Any(w => Leftovers.MachineOf(w) is not null)).Select(MachineOf).OfType<string>().Select(m => new Item("process of machine", m)));
        if (Directory.Exists(LabHome.Run))
            all.AddRange(Directory.EnumerateFiles(LabHome.Run, "*.console").Select(f => new Item("console", Path.GetFileNameWithoutExtension(f))));
        foreach (var kind in (string[])["host", "dot", "exercise"])
            if (Directory.Exists($"{LabHome.Folder}/{kind}"))
                all.AddRange(Directory.EnumerateDirectories($"{LabHome.Folder}/{kind}").Select(f => new Item($"folder {kind}", Path.GetFileName(f))));
        return all;
    }

    static string? MachineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0').Select(Leftovers.MachineOf).OfType<string>().FirstOrDefault();
        }
        catch (IOException)
        {
            return null; // Ended meanwhile.
        }
    }

    static string Link(int process, string name)
    {
        try
        {
            return new FileInfo($"/proc/{process}/{name}").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    static Regex HostFolder() => new($"^{Regex.Escape(LabHome.Folder)}/host/(?<name>lab-[^/]+)/");

    static Regex ExerciseFolder() => new($"^{Regex.Escape(LabHome.Folder)}/exercise/(?<name>lab-[^/]+)");

    /// <summary>As <see cref="GuestSpec.New"/> gives them.</summary>
    [GeneratedRegex("^lab-[0-9a-f]{8}")]
    private static partial Regex GivenName();
}
