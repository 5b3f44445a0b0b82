using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lab.Platforms;

/// <summary>What the lab makes in LAB_HOME: the one list. Nothing else in it is ever removed.</summary>
public static partial class HomeLayout
{
    /// <summary>A folder, and the names of what the lab makes in it.</summary>
    /// <param name="Whole">Whatever is in it counts as the lab's.</param>
    public sealed record Part(string Name, Regex Entries, bool Whole = false);

    /// <summary>Those within others first. A learner works in exercise, and Docker has its own in docker, so all of
    /// these counts as the lab's.</summary>
    public static IReadOnlyList<Part> Parts { get; } =
    [
        new("docker", Anything(), Whole: true), new("dot", Instance()), new("exercise", Anything(), Whole: true),
        new("guest", Guest()), new("host", Instance()), new("log", Log()),
        new("pool", Instance()), new("ssh", Key()), new("vagrant/boxes", Box()), new("vagrant", AllButBoxes()),
    ];

    /// <summary>The lock of a run, the sentinel's file, the last calibration, the last noise floor, the
    /// marker.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [".running", "sentinel", "calibration.json", "noise-floor.json", Installation.MarkerName];

    /// <summary>Whether the lab itself makes this, given by its path within LAB_HOME.</summary>
    public static bool Makes(string relative) => Parts.Any(p => (p.Whole && p.Name == relative)
        || (relative.StartsWith($"{p.Name}/", StringComparison.Ordinal)
            && p.Entries.IsMatch(relative[(p.Name.Length + 1)..].Split('/')[0])));

    /// <summary>Paths in the folder that the lab did not make.</summary>
    public static IEnumerable<string> Others(string folder) =>
    [
        .. Entries(folder).Where(n => n != "lost+found" && !Files.Contains(n) && !IsPart(n))
            .Select(n => Path.Combine(folder, n)),
        .. Parts.SelectMany(p => PathOf(folder, p) is { } path
            ? Entries(path).Where(n => !p.Entries.IsMatch(n) && !IsPart($"{p.Name}/{n}"))
            .Select(n => Path.Combine(path, n)) : []),
        .. Parts.Select(p => Path.Combine(folder, p.Name))
            .Where(path => new DirectoryInfo(path).LinkTarget is not null),
    ];

    static bool IsPart(string name) => Parts.Any(p => p.Name == name);

    /// <summary>The path of a part where it is there; null where it is not, or a link.</summary>
    public static string? PathOf(string folder, Part part)
    {
        var path = Path.Combine(folder, part.Name);
        for (var at = path; at.Length > folder.Length; at = Path.GetDirectoryName(at)!)
            if (new DirectoryInfo(at) is not { Exists: true, LinkTarget: null }) return null;
        return path;
    }

    /// <summary>Whether nothing is in a folder: a disk's own lost+found does not count.</summary>
    public static bool IsEmpty(string folder) => Entries(folder).All(n => n == "lost+found");

    /// <summary>What shows that a version of the lab made a folder without marker: a guest's manifest, the lab's key,
    /// or no more than logs. Null where nothing does.</summary>
    public static string? Evidence(string folder)
    {
        var guests = Path.Combine(folder, "guest");
        if (Directory.Exists(guests) && Directory.EnumerateDirectories(guests)
            .Select(f => Manifest(Path.Combine(f, "guest.json"))).FirstOrDefault(g => g is not null) is { } guest)
            return $"the guest {guest}";
        var key = Path.Combine(folder, "ssh", "id_ed25519.pub");
        if (Directory.Exists(guests) && File.Exists(key) && new FileInfo(key).Length < 4096
            && File.ReadAllText(key).TrimEnd().EndsWith(" lab", StringComparison.Ordinal))
            return "the lab's SSH key";
        return Entries(folder).All(n => n is "log" or ".running" or "sentinel") && !Others(folder).Any()
            ? "logs of the lab's" : null;
    }

    /// <summary>Hash of a guest whose file has exactly the keys that the guest's build writes.</summary>
    static string? Manifest(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: < 65536 }
                && JsonNode.Parse(File.ReadAllText(file)) is JsonObject guest
                && guest.Select(p => p.Key).Order(StringComparer.Ordinal).SequenceEqual(
                    ["box", "boxVersion", "distribution", "hash", "image", "name", "reason", "suite", "version"])
                && (string?)guest["hash"] is { } hash && (string?)guest["image"] == $"lab-guest:{hash}"
                    && (string?)guest["box"] == "lab/guest" ? hash : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static IEnumerable<string> Entries(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal);

    [GeneratedRegex("")]
    private static partial Regex Anything();

    [GeneratedRegex("^lab-")]
    private static partial Regex Instance();

    [GeneratedRegex(@"^([0-9a-f]{12}|current|\.lock|\.building)$")]
    private static partial Regex Guest();

    [GeneratedRegex(@"^step\.\w{6}$|\.log$")]
    private static partial Regex Log();

    [GeneratedRegex(@"^id_ed25519(\.pub)?$")]
    private static partial Regex Key();

    [GeneratedRegex("^lab-VAGRANTSLASH-")]
    private static partial Regex Box();

    [GeneratedRegex("^(?!boxes$)")]
    private static partial Regex AllButBoxes();
}
