using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Platforms;

/// <summary>The mount points that this process sees, of /proc/self/mountinfo: bind mounts of the same disk are there
/// too, which no comparison of devices would show.</summary>
internal sealed partial class MountTable(string mountInfo)
{
    /// <summary>In the order in which they were mounted; one path may be there twice.</summary>
    public IReadOnlyList<string> Points { get; } =
        [.. mountInfo.Split('\n').Select(l => l.Split(' ')).Where(f => f.Length > 4).Select(f => Plain(f[4]))];

    /// <exception cref="IOException">There is no /proc.</exception>
    public static MountTable Read() => new(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>The mount points at a path and below it.</summary>
    public IEnumerable<string> Below(string path) =>
        Points.Where(p => p == path || p.StartsWith($"{path}/", StringComparison.Ordinal));

    /// <summary>Spaces, tabs, line ends and backslashes are written in octal.</summary>
    static string Plain(string field) => Octal()
        .Replace(field, m => ((char)Convert.ToInt32(m.Groups[1].Value, 8)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
