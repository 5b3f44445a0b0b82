using System.Globalization;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>One mapping of /proc/PID/smaps. Sizes in bytes.</summary>
public sealed record Mapping(string Permissions, string Path, long Size, long Rss, long Pss);

/// <summary>What /proc and the cgroup files say of processes. The parsers take text, so that they can be tested on real output.</summary>
public static class ProcFs
{
    /// <summary>Proportional set size in bytes; 0 for a process that ended meanwhile.</summary>
    /// <exception cref="TrialException">Not allowed: another user's process needs root.</exception>
    public static long Pss(int pid) => Read($"/proc/{pid}/smaps_rollup") is { } text ? KilobyteField(text, "Pss:") : 0;

    public static long Pss(IEnumerable<int> pids) => pids.Sum(Pss);

    public static IReadOnlyList<Mapping> Mappings(int pid) => ParseMappings(Read($"/proc/{pid}/smaps") ?? throw new TrialException($"Process {pid} ended while its memory was read."));

    public static IReadOnlyList<Mapping> ParseMappings(string smaps)
    {
        var mappings = new List<Mapping>();
        foreach (var line in smaps.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 3) continue;
            if (words[0].Contains('-') && words[1].Length == 4)
                mappings.Add(new Mapping(words[1], words.Length > 5 ? words[5] : "", 0, 0, 0));
            else if (mappings.Count > 0 && words is [_, _, "kB"])
                mappings[^1] = words[0] switch
                {
                    "Size:" => mappings[^1] with { Size = Kilobytes(words[1]) },
                    "Rss:" => mappings[^1] with { Rss = Kilobytes(words[1]) },
                    "Pss:" => mappings[^1] with { Pss = Kilobytes(words[1]) },
                    _ => mappings[^1],
                };
        }
        return mappings;
    }

    /// <summary>Processes whose command line satisfies the test.</summary>
    public static IEnumerable<int> Find(Func<string[], bool> commandLine) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let words = (Read($"{folder}/cmdline") ?? "").Split('\0', StringSplitOptions.RemoveEmptyEntries)
        where words.Length > 0 && commandLine(words)
        select int.Parse(name, CultureInfo.InvariantCulture);

    /// <summary>Processes that have a variable of this beginning ("NAME=value…") in their environment.</summary>
    public static IEnumerable<int> WithVariable(string beginning) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        where ReadIfAllowed($"{folder}/environ").Split('\0').Any(v => v.StartsWith(beginning, StringComparison.Ordinal))
        select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    /// <summary>When a process started, in ticks since the machine's boot; empty where there is none of this number, or it only waits to be reaped.</summary>
    public static string StartOf(int pid) => Read($"/proc/{pid}/stat") is { } stat ? ParseStart(stat) : "";

    /// <summary>Field 22 of /proc/PID/stat.</summary>
    public static string ParseStart(string stat) => StatFields(stat) switch { ["Z" or "X", ..] => "", var fields => fields[19] };

    /// <summary>The fields of /proc/PID/stat from the third, the state, on. The name before it may hold blanks and brackets itself, so they are counted
    /// from the last bracket.</summary>
    public static string[] StatFields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    public static IEnumerable<int> Named(params string[] programs) => Find(words => programs.Contains(Path.GetFileName(words[0])));

    /// <summary>What the whole host holds, of /proc/meminfo.</summary>
    public static HostMemory Host() => ParseHost(File.ReadAllText("/proc/meminfo"));

    public static HostMemory ParseHost(string meminfo) => new(
        ((string[])["AnonPages:", "Shmem:", "SUnreclaim:", "PageTables:", "KernelStack:", "Percpu:"]).Sum(name => KilobyteField(meminfo, name)), KilobyteField(meminfo, "MemAvailable:"));

    /// <summary>Value of a "Name:  123 kB" line, in bytes.</summary>
    public static long KilobyteField(string text, string name) =>
        text.Split('\n').FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line ? Kilobytes(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) : 0;

    static long Kilobytes(string number) => long.Parse(number, CultureInfo.InvariantCulture) << 10;

    static string ReadIfAllowed(string file)
    {
        try
        {
            return Read(file) ?? "";
        }
        catch (TrialException)
        {
            return ""; // Another user's, so not ours.
        }
    }

    static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TrialException($"{file} cannot be read: memory of other users' processes needs root. Run the lab as root.", e);
        }
        catch (IOException)
        {
            return null; // The process ended; ESRCH arrives as an I/O error.
        }
    }
}
