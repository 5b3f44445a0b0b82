using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>Where text names a value: {name}, or {name:quantity} for a number that is printed with its unit.</summary>
public static partial class Placeholders
{
    public static readonly IReadOnlyDictionary<string, ValueKind> Quantities = new Dictionary<string, ValueKind>
    {
        ["count"] = ValueKind.Count,
        ["seconds"] = ValueKind.Seconds,
        ["bytes"] = ValueKind.Bytes,
        ["bytes-per-second"] = ValueKind.BytesPerSecond,
        ["per-second"] = ValueKind.PerSecond,
        ["times"] = ValueKind.Times,
        ["percent"] = ValueKind.Percent,
    };

    /// <summary>Names and quantities (null where none is said), in the order in which they stand.</summary>
    public static IEnumerable<(string Name, string? ValueKind)> In(string text) =>
        Placeholder().Matches(text).Select(m => (m.Groups[1].Value, m.Groups[2].Success ? m.Groups[2].Value : null));

    /// <summary>The text with every placeholder replaced.</summary>
    /// <param name="value">From name and quantity to what stands there.</param>
    public static string Fill(string text, Func<string, ValueKind?, string> value) =>
        Placeholder().Replace(text, m => value(m.Groups[1].Value, m.Groups[2].Success ? Quantities[m.Groups[2].Value] : null));

    [GeneratedRegex(@"\{([a-z][a-z0-9_]*)(?::([a-z-]+))?\}")]
    private static partial Regex Placeholder();
}
