using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Platforms;

/// <summary>What lies in an Engine that is not the lab's: the lab's own Engine serves the default socket where there is
/// no init system, so anybody's containers, volumes, images and networks may be in it.</summary>
/// <param name="isOwnTag">Whether an image of this name is this installation's.</param>
internal sealed class EngineContent(Func<string, bool> isOwnTag)
{
    const string Why = "the lab did not make it";

    /// <summary>Asks the Engine that has it.</summary>
    public async Task<IReadOnlyList<Stays>> OthersAsync(EngineClient engine, CancellationToken cancel)
    {
        var all = (await engine.GetAsync("containers/json?all=1", cancel)).AsArray().Select(c => c!).ToArray();
        var ofLab = all.Where(c => IsLab(c["Labels"])).SelectMany(c => c["Mounts"]?.AsArray() ?? [])
            .Select(m => (string?)m!["Name"]).OfType<string>().Where(IsAnonymous).ToHashSet();
        var images = (await engine.GetAsync("images/json", cancel)).AsArray().Select(i => i!);
        var volumes = (await engine.GetAsync("volumes", cancel))["Volumes"]?.AsArray().Select(v => v!) ?? [];
        var networks = (await engine.GetAsync($"networks?filters={Uri.EscapeDataString("{\"type\":[\"custom\"]}")}",
            cancel)).AsArray().Select(n => n!);
        return
        [
            .. all.Where(c => !IsLab(c["Labels"])).Select(c =>
                Container(((string?)c["Names"]?[0] ?? (string)c["Id"]!).TrimStart('/'))),
            .. volumes.Where(v => !IsLab(v["Labels"]) && !ofLab.Contains((string)v["Name"]!))
                .Select(v => Volume((string)v["Name"]!)),
            .. images.SelectMany(OfOthers).Select(Image),
            .. networks.Where(n => !IsLab(n["Labels"]))
                .Select(n => Other($"network {n["Name"]}", $"docker network rm {n["Name"]}")),
            .. (await engine.GetAsync("plugins", cancel)).AsArray()
                .Select(p => Other($"plugin {p!["Name"]}", $"docker plugin rm --force {p["Name"]}")),
            .. (string?)(await engine.GetAsync("info", cancel))["Swarm"]?["LocalNodeState"] is null or "" or "inactive"
                ? (Stays[])[]
                : [Other("a swarm", "docker swarm leave --force")],
        ];
    }

    /// <summary>Looks into the folder of an Engine that does not run. Labels of volumes cannot be read there, so each
    /// counts as somebody's.</summary>
    public IReadOnlyList<Stays> OthersIn(string data)
    {
        try
        {
            var containers = Files(Path.Combine(data, "containers"), "config.v2.json")
                .Select(f => JsonNode.Parse(File.ReadAllText(f))!).ToArray();
            var ofLab = containers.Where(c => IsLab(c["Config"]?["Labels"]))
                .SelectMany(c => c["MountPoints"]?.AsObject() ?? [])
                .Select(m => (string?)m.Value?["Name"]).OfType<string>().Where(IsAnonymous).ToHashSet();
            var known = Files(Path.Combine(data, "image"), "repositories.json")
                .SelectMany(f => JsonNode.Parse(File.ReadAllText(f))!["Repositories"]?.AsObject() ?? [])
                .SelectMany(r => r.Value!.AsObject()).Select(t => (Tag: t.Key, Id: (string)t.Value!)).ToArray();
            var untagged = Files(Path.Combine(data, "image"), "*", 4)
                .Where(f => f.Contains("/imagedb/content/", StringComparison.Ordinal)
                && known.All(k => !k.Id.EndsWith(Path.GetFileName(f), StringComparison.Ordinal)))
                .Where(f => !IsLab(JsonNode.Parse(File.ReadAllText(f))!["config"]?["Labels"]))
                    .Select(f => Path.GetFileName(f)[..12]);
            return
            [
                .. containers.Where(c => !IsLab(c["Config"]?["Labels"]))
                    .Select(c => Container(((string)c["Name"]!).TrimStart('/'))),
                .. Folders(Path.Combine(data, "volumes")).Where(v => !ofLab.Contains(v)).Select(Volume),
                .. known.Where(k => !k.Tag.Contains('@', StringComparison.Ordinal) && !isOwnTag(k.Tag))
                    .Select(k => Image(k.Tag)), .. untagged.Select(Image),
                .. Files(Path.Combine(data, "containerd"), "*", 6)
                    .Any(f => f.Contains("/io.containerd.content.v1.content/blobs/", StringComparison.Ordinal))
                    ? [new Stays("images in the store of the lab's Engine",
                        "whose they are cannot be told while the Engine does not run",
                        "Start it (eng/services start) and clean again.")] : (Stays[])[],
                .. Folders(Path.Combine(data, "plugins")).Where(n => n.Length == 64)
                    .Select(n => Other($"plugin {n[..12]}", "docker plugin rm")),
                .. Files(Path.Combine(data, "swarm"), "*").Any() ? [Other("a swarm", "docker swarm leave --force")]
                    : (Stays[])[],
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or NullReferenceException)
        {
            return [new(data, $"what is in it cannot be read: {e.Message}",
                "Start the Engine (eng/services start) and clean again.")];
        }
    }

    /// <summary>The names of an image that are not this installation's; its id where it has none and is not the
    /// lab's.</summary>
    IEnumerable<string> OfOthers(JsonNode image)
    {
        string[] tags = [.. image["RepoTags"]?.AsArray().Select(t => (string)t!).Where(t => t != "<none>:<none>")
            ?? []];
        return tags.Length > 0 ? tags.Where(t => !isOwnTag(t)) : IsLab(image["Labels"]) ? []
            : [((string)image["Id"]!).Replace("sha256:", "", StringComparison.Ordinal)[..12]];
    }

    static bool IsLab(JsonNode? labels) => labels?["lab"] is not null;

    /// <summary>Docker names a volume that was given no name by 64 hexadecimal digits.</summary>
    static bool IsAnonymous(string volume) => volume.Length == 64 && volume.All(char.IsAsciiHexDigitLower);

    static Stays Other(string what, string command) => new($"{what} in the lab's Engine", Why, $"Remove it: {command}");

    static Stays Container(string name) => new($"container {name} in the lab's Engine", Why,
        $"Save what is in it (docker cp, docker commit) or remove it: docker rm {name}");

    static Stays Volume(string name) => new($"volume {name} in the lab's Engine", Why,
        $"Save what is in it (docker run --volume {name}:/it …) or remove it: docker volume rm {name}");

    static Stays Image(string name) => new($"image {name} in the lab's Engine", Why,
        $"Save it (docker save {name} > FILE) or remove it: docker image rm {name}");

    static IEnumerable<string> Folders(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).Select(f => Path.GetFileName(f)!) : [];

    static IEnumerable<string> Files(string folder, string name, int depth = 2) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, name,
            new EnumerationOptions
            {
                RecurseSubdirectories = true, MaxRecursionDepth = depth, IgnoreInaccessible = false,
                AttributesToSkip = FileAttributes.ReparsePoint,
            }) : [];
}
