using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>Removes what one installation, that of LAB_HOME, made for itself: image, storage pool, network, daemons and
/// their folder. What belongs to another installation or to the user is named and left.</summary>
public sealed partial class Uninstall(EngineClient engine, ICommandRunner runner, string servicesScript)
{
    const string Bridge = "virbr-lab";
    readonly string _home = LabHome.Folder;
    bool _keepsEngine;

    /// <summary>What would go, in the order in which it has to, and what stays. Nothing is removed by asking.</summary>
    /// <param name="sizes">Measure what each folder takes.</param>
    public async Task<(IReadOnlyList<Removal> Remove, IReadOnlyList<Stays> Stay)> PlanAsync(bool sizes,
        CancellationToken cancel)
    {
        var (remove, stay) = (new List<Removal>(), new List<Stays>());
        await ImagesAsync(remove, stay, cancel);
        await LibvirtAsync(remove, stay, cancel);
        var keepsData = await EngineDataAsync(stay, cancel);
        await DaemonsAsync(remove, stay, cancel);
        if (!Directory.Exists(_home)) return (remove, stay);
        foreach (var part in HomeLayout.Parts.Where(p => !(p.Name == "docker" && keepsData)))
            if (HomeLayout.PathOf(_home, part) is { } path)
                remove.Add(new(path, () => RemovePartAsync(part, path), sizes ? await SizeAsync(path, cancel) : null));
        stay.AddRange(HomeLayout.Others(_home).Select(o => new Stays(o, "the lab did not make it")));
        if (Installation.Read(_home) is { } installation)
            remove.Add(new($"{_home} itself, with the lab's marks in it", () =>
                Task.FromResult(RemoveHome(installation))));
        return (remove, stay);
    }

    bool IsOwnTag(string tag) => tag.StartsWith("lab-guest:", StringComparison.Ordinal)
        && Directory.Exists(Path.Combine(_home, "guest", tag["lab-guest:".Length..]));

    /// <summary>The hash in an image's name is made with the installation's key, so no other installation has
    /// it.</summary>
    async Task ImagesAsync(List<Removal> remove, List<Stays> stay, CancellationToken cancel)
    {
        if (await engine.WhyUnusableAsync(cancel) is not null) return;
        var images = await engine.GetAsync(
            $"images/json?filters={Uri.EscapeDataString("{\"reference\":[\"lab-guest\"]}")}", cancel);
        foreach (var tag in images.AsArray().SelectMany(i => i!["RepoTags"]?.AsArray() ?? []).Select(t => (string)t!)
            .Where(t => t.StartsWith("lab-guest:", StringComparison.Ordinal)))
            if (IsOwnTag(tag))
                remove.Add(new($"image {tag}", async () => await RemoveImageAsync(tag, cancel)));
            else
                stay.Add(new($"image {tag}", $"it is not of {_home}",
                    $"If it is of no other installation: docker image rm {tag}"));
    }

    /// <summary>By its name: another name that the user gave it stays.</summary>
    async Task<IReadOnlyList<Stays>> RemoveImageAsync(string tag, CancellationToken cancel)
    {
        await engine.DeleteAsync($"images/{tag}", cancel);
        try
        {
            await engine.GetAsync($"images/{tag}/json", cancel);
            return [new($"image {tag}", "a container uses it that is not the lab's",
                $"Remove that container (docker ps --all --filter ancestor={tag}), then: docker image rm {tag}")];
        }
        catch (EngineException)
        {
            return [];
        }
    }

    async Task LibvirtAsync(List<Removal> remove, List<Stays> stay, CancellationToken cancel)
    {
        if (!await VirshAsync(["version"], cancel))
        {
            if (await ExistsAsync("virsh", cancel))
                stay.Add(new("pool and network `lab` of libvirt's, if they are there", "libvirt does not answer",
                    "Start it (systemctl start libvirtd; without an init system eng/services start) and clean again."));
            return;
        }
        var pool = await XmlAsync("pool-dumpxml", cancel);
        var target = (string?)pool?.Element("target")?.Element("path");
        var isOwnPool = target is not null && OwnFolder.Real(target) == $"{OwnFolder.Real(_home)}/pool";
        if (await XmlAsync("net-dumpxml", cancel) is { } network)
        {
            var isOwn = Guid.TryParse((string?)network.Element("uuid"), out var id)
                && id == Installation.Read(_home)?.Id;
            // Earlier versions gave the network no id of theirs; they made it with the pool.
            if (isOwn || (isOwnPool && (string?)network.Element("bridge")?.Attribute("name") == Bridge))
                remove.Add(new("network lab", () => VirshAllAsync("network lab", ["net-destroy", "lab"],
                    ["net-undefine", "lab"])));
            else
                stay.Add(new("network lab", $"it is not of {_home}",
                    "If it is of no other installation: virsh net-destroy lab; virsh net-undefine lab"));
        }
        if (pool is null) return;
        if (!isOwnPool)
            stay.Add(new("storage pool lab", $"its folder is {target}, which is not of {_home}",
                "If you no longer need it: virsh pool-destroy lab; virsh pool-undefine lab"));
        else if (HomeLayout.Others(_home).Any(o => o.StartsWith($"{_home}/pool/", StringComparison.Ordinal)))
            stay.Add(new("storage pool lab", "volumes are in it that the lab did not make"));
        else
            remove.Add(new("storage pool lab", () =>
                VirshAllAsync("storage pool lab", ["pool-destroy", "lab"], ["pool-undefine", "lab"])));
    }

    /// <summary>Whether the folder of the lab's Engine stays, because something of others is in it.</summary>
    async Task<bool> EngineDataAsync(List<Stays> stay, CancellationToken cancel)
    {
        var data = Path.Combine(_home, "docker");
        if (!Directory.Exists(data)) return false;
        var content = new EngineContent(IsOwnTag);
        var runs = await engine.WhyUnusableAsync(cancel) is null
            && (string?)(await engine.GetAsync("info", cancel))["DockerRootDir"] is { } root
            && OwnFolder.Real(root) == OwnFolder.Real(data);
        var others = runs ? await content.OthersAsync(engine, cancel) : content.OthersIn(data);
        if (others.Count == 0) return false;
        _keepsEngine = runs;
        stay.AddRange(others);
        stay.Add(new(data, "it holds the above",
            $"When you have saved or removed that{(runs ? "" : " (eng/services start starts the Engine)")}: ./run "
            + "clean"));
        return true;
    }

    async Task DaemonsAsync(List<Removal> remove, List<Stays> stay, CancellationToken cancel)
    {
        if (!Directory.Exists(LabHome.Run)) return;
        var owner = await OwnerAsync(cancel);
        if (owner is null)
            stay.Add(new(LabHome.Run, "whose daemons are there cannot be told", "See: eng/services owner"));
        else if (owner.Length > 0 && owner != _home)
            stay.Add(new($"the daemons in {LabHome.Run}", $"they are of another installation, {owner}",
                $"To stop them: LAB_HOME={owner} eng/services stop"));
        else
            remove.Add(new(_keepsEngine ? "the lab's own libvirt; the Engine goes on"
                : $"the lab's own daemons, their network namespace and {LabHome.Run}", () => StopAsync(_keepsEngine)));
    }

    /// <summary>The LAB_HOME of the daemons that the lab started; empty where there are none, null where that cannot be
    /// told.</summary>
    async Task<string?> OwnerAsync(CancellationToken cancel)
    {
        try
        {
            var output = await runner.RunAsync(new Command(servicesScript, "owner") { TimeLimit =
                TimeSpan.FromSeconds(20) }, null, cancel);
            return output is { ExitCode: 0, TimedOut: false } ? output.StandardOutput.Trim() : null;
        }
        catch (UsageException)
        {
            return null;
        }
    }

    /// <exception cref="DirtyHostException">They did not stop, so nothing that they hold may go.</exception>
    async Task<IReadOnlyList<Stays>> StopAsync(bool keepEngine)
    {
        var output = await runner.RunAsync(new Command(servicesScript, keepEngine ? ["stop", "--keep-engine"]
            : ["stop"]) { TimeLimit = TimeSpan.FromMinutes(2) });
        if (output is not { ExitCode: 0, TimedOut: false })
            throw new DirtyHostException($"The lab's daemons did not stop, so {_home} stays, which they hold: "
                + $"{(output.StandardError.Length > 0 ? output.StandardError : output.StandardOutput).Trim()} Mend "
                + "that, and run ./run clean again.");
        return [.. output.StandardOutput.Split('\n').Where(l => l.StartsWith("stays: ", StringComparison.Ordinal))
            .Select(l => l["stays: ".Length..].Split(", because ", 2))
            .Select(l => new Stays(l[0], l[^1].TrimEnd('.')))];
    }

    async Task<IReadOnlyList<Stays>> RemovePartAsync(HomeLayout.Part part, string path)
    {
        if (part.Name == "docker" && ProcFs.Find(words => Path.GetFileName(words[0]) == "dockerd"
            && words.Any(w => w == path || w == $"--data-root={path}")).FirstOrDefault() is > 0 and var engineId)
            return [new(path, $"an Engine that the lab did not start uses it (process {engineId})",
                "End it, and clean again.")];
        if (part.Name == "guest") await UnmountBuildAsync(path);
        if (part.Whole) return await OwnFolder.DeleteAsync(path, runner);
        var left = new List<Stays>();
        foreach (var entry in Directory.EnumerateFileSystemEntries(path)
            .Where(e => HomeLayout.Makes(Path.GetRelativePath(_home, e))))
            left.AddRange(await OwnFolder.DeleteAsync(entry, runner));
        if (HomeLayout.IsEmpty(path)) Directory.Delete(path);
        return left;
    }

    /// <summary>What a build that was killed left mounted, and nothing else: eng/common.sh has the same
    /// places.</summary>
    async Task UnmountBuildAsync(string guest)
    {
        var building = $"{OwnFolder.Real(guest)}/.building/";
        foreach (var place in MountTable.Read().Below(building.TrimEnd('/'))
            .Where(p => BuildMount().IsMatch(p[(building.Length - 1)..])).Reverse())
            await runner.RunAsync(new Command("umount", place));
    }

    [GeneratedRegex("^/(mount|(compiler|rootfs|machine)/(proc|sys|dev)(/.*)?|engine/.*|machine/var/lib/docker(/.*)?)$")]
    private static partial Regex BuildMount();

    /// <summary>The lab's files; the marker too unless a folder of the lab's stays, and the folder itself if the lab
    /// made it and nothing is left in it.</summary>
    IReadOnlyList<Stays> RemoveHome(Installation installation)
    {
        var kept = HomeLayout.Parts.Any(p => p.Whole && HomeLayout.PathOf(_home, p) is not null);
        foreach (var file in HomeLayout.Files.Where(f => !(kept && f == Installation.MarkerName)))
            File.Delete(Path.Combine(_home, file));
        if (kept || Directory.EnumerateFileSystemEntries(_home).Any())
            return [new(_home, "something is left in it")];
        if (installation.Origin == "found" || (installation.Origin == "adopted" && _home != LabHome.Default))
            return [new(_home, "it was there before the lab; it is empty now")];
        Directory.Delete(_home);
        return [];
    }

    async Task<long?> SizeAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await new DiskUsage(runner).AllocatedAsync([path], cancel);
        }
        catch (Exception e) when (e is TrialException or UsageException or FormatException)
        {
            return null; // It is only shown.
        }
    }

    async Task<IReadOnlyList<Stays>> VirshAllAsync(string what, params string[][] commands)
    {
        // The first may be needless: what is not active cannot be ended.
        foreach (var words in commands[..^1])
            await VirshAsync(words, CancellationToken.None);
        return await VirshAsync(commands[^1], CancellationToken.None) ? []
            : [new(what, "libvirt did not remove it", $"See why: virsh {string.Join(' ', commands[^1])}", IsFailure: true)];
    }

    async Task<bool> VirshAsync(string[] words, CancellationToken cancel) =>
        await OutputAsync(words, cancel) is { ExitCode: 0, TimedOut: false };

    async Task<XElement?> XmlAsync(string what, CancellationToken cancel) =>
        await OutputAsync([what, "lab"], cancel) is { ExitCode: 0, TimedOut: false } output
            ? XElement.Parse(output.StandardOutput) : null;

    async Task<CommandOutput?> OutputAsync(string[] words, CancellationToken cancel)
    {
        try
        {
            return await runner.RunAsync(new Command("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words]) { TimeLimit =
                TimeSpan.FromSeconds(20) }, null, cancel);
        }
        catch (UsageException)
        {
            return null; // No virsh.
        }
    }

    async Task<bool> ExistsAsync(string program, CancellationToken cancel)
    {
        try
        {
            await runner.RunAsync(new Command(program, "--version") { TimeLimit = TimeSpan.FromSeconds(20) }, null,
                cancel);
            return true;
        }
        catch (UsageException)
        {
            return false;
        }
    }
}
