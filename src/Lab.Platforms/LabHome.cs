using System.Text.Json;
using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>Where the lab keeps what it makes on this machine. eng/common.sh has the same rule.</summary>
public static partial class LabHome
{
    /// <summary>Prefix of the name of everything that the lab makes for one visit.</summary>
    public const string Prefix = "lab-";
    public const string LibvirtUri = "qemu:///system";
    public const string Run = "/run/lab";
    const string RootsFolder = "/var/lib/lab";
    public const string NetworkNamespace = "/run/netns/lab";

    public static string Folder => Environment.GetEnvironmentVariable("LAB_HOME") is { Length: > 0 } home
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(home))
        : Default;

    /// <summary>The folder where LAB_HOME is not set.</summary>
    public static string Default => Environment.IsPrivilegedProcess ? RootsFolder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "lab");

    public static string GuestFolder => Path.Combine(Folder, "guest", "current");

    /// <summary>Where the shell of an exercise on the host begins; removed at the exercise's end.</summary>
    /// <param name="instance">Name of what the exercise has up.</param>
    public static string ExerciseFolder(string instance) => Path.Combine(Folder, "exercise", instance);

    /// <summary>What the guest build left; null if there is none yet.</summary>
    public static GuestInfo? Guest => File.Exists(Path.Combine(GuestFolder, "guest.json"))
        ? JsonSerializer.Deserialize<GuestInfo>(File.ReadAllText(Path.Combine(GuestFolder, "guest.json")), StudyJson.Page)
        : null;

    /// <summary>What the folder is.</summary>
    /// <exception cref="UsageException">Its marker cannot be read.</exception>
    public static HomeState Look(string folder) =>
        !Directory.Exists(folder) ? new HomeState(HomeKind.Absent)
        : Installation.Read(folder) is { } installation ? new HomeState(HomeKind.Marked, installation)
        : HomeLayout.IsEmpty(folder) ? new HomeState(HomeKind.Empty)
        : HomeLayout.Evidence(folder) is { } evidence ? new HomeState(HomeKind.Earlier, Evidence: evidence)
        : new HomeState(HomeKind.Foreign);

    /// <summary>Makes the folder, or marks an empty one. One that holds something and has no marker is not
    /// used.</summary>
    /// <exception cref="UsageException">It is not the lab's, or cannot be made.</exception>
    public static Installation Use() => Look(Folder) switch
    {
        { Installation: { } installation } => installation,
        { Kind: HomeKind.Earlier } => throw new UsageException(
            $"{Folder} (LAB_HOME) is an installation of an earlier version of the lab, which is not taken over "
            + "unasked. See what is in it and take it over: ./run home"),
        { Kind: HomeKind.Foreign } => throw Refused(),
        var state => Installation.Make(Folder, state.Kind == HomeKind.Absent ? "made" : "found", TimeProvider.System),
    };

    /// <summary>Says of a folder that is not the lab's what to do; with the first names in it, so that it is known again.</summary>
    public static UsageException Refused()
    {
        var some = Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        return new($"LAB_HOME is {Folder}, which is not empty and has no marker of the lab's "
            + $"({string.Join(", ", some.Take(3))}, …). Nothing in it was touched: the lab uses only a folder of its own, "
            + "because `./run clean` removes it. Name another or an empty one: LAB_HOME=/a/folder");
    }

    /// <summary>Only one run may use the machine at a time: another one would disturb the numbers, and sweep away the instances.</summary>
    /// <exception cref="UsageException">Another run has it, or LAB_HOME is not the lab's.</exception>
    public static IDisposable TakeMachine()
    {
        Use();
        try
        {
            return new FileStream(Path.Combine(Folder, ".running"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new UsageException("Another study runs on this machine, or is being cleaned up. Wait for it: two at once would disturb each other's numbers.", e);
        }
    }

    /// <summary>A text that others will read, without the folders that say whose machine this is: LAB_HOME where
    /// somebody chose it, and homes of users.</summary>
    public static string Unnamed(string text) => Unnamed(text, Folder);

    internal static string Unnamed(string text, string folder)
    {
        var own = Path.TrimEndingDirectorySeparator(folder);
        var kept = own is RootsFolder or "" || !text.Contains(own, StringComparison.Ordinal) ? text
            : Regex.Replace(text, $@"(?<![\w./-]){Regex.Escape(own)}(?![\w.-])", "LAB_HOME");
        return UserHome().Replace(kept, "/home/~");
    }

    [GeneratedRegex("""/(?:home|Users)/[^/\s"'\\:;,()]+""", RegexOptions.CultureInvariant)]
    private static partial Regex UserHome();

    /// <summary>The lock of the guest's build; null where there has been none.</summary>
    /// <exception cref="UsageException">A build runs.</exception>
    public static IDisposable? TakeGuest()
    {
        var file = Path.Combine(Folder, "guest", ".lock");
        if (!File.Exists(file)) return null;
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new UsageException("The guest is being built. Wait for it.", e);
        }
    }

    public static GuestInfo RequireGuest() => Guest ?? throw new UsageException($"There is no guest in {GuestFolder} yet. Build it with `./run guest build`.");
}

/// <summary>Allocated disk space (blocks, not apparent size), by du: it counts hard links once and stays on one file system.</summary>
public sealed class DiskUsage(ICommandRunner runner)
{
    /// <summary>Allocated bytes of all the paths that exist.</summary>
    public async Task<long> AllocatedAsync(IEnumerable<string> paths, CancellationToken cancel)
    {
        var existing = paths.Where(Path.Exists).ToArray();
        if (existing.Length == 0) return 0;
        var output = await runner.RunAsync(new Command("du", ["--summarize", "--one-file-system", "--block-size=1", "--total", "--", .. existing]), null, cancel);
        return ParseTotal(output.OrThrow("du").StandardOutput);
    }

    /// <summary>The last line of du: "123 total".</summary>
    public static long ParseTotal(string output) => long.Parse(output.TrimEnd().Split('\n')[^1].Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);
}
