using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>Where a number stands in JSON: names joined by dots, an index in brackets, quotes around a name with dots, as in
/// <c>jobs[0].read.clat_ns.percentile."99.000000"</c>.</summary>
sealed partial class JsonPath
{
    readonly IReadOnlyList<(string? Name, int Index)> _steps;

    JsonPath(IReadOnlyList<(string?, int)> steps) => _steps = steps;

    /// <returns>Null if the text is no path.</returns>
    public static JsonPath? Parse(string text) => Path().Match(text) is not { Success: true } match ? null
        : new JsonPath([.. match.Groups["step"].Captures.Select(c => c.Value[0] == '['
            ? ((string?)null, int.Parse(c.Value[1..^1], CultureInfo.InvariantCulture))
            : (c.Value.TrimStart('.').Trim('"'), 0))]);

    /// <returns>Null if there is no number at this place.</returns>
    public double? Find(JsonElement root)
    {
        var at = root;
        foreach (var (name, index) in _steps)
        {
            if (name is null ? at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength() : at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out _))
                return null;
            at = name is null ? at[index] : at.GetProperty(name);
        }
        return at.ValueKind == JsonValueKind.Number ? at.GetDouble() : null;
    }

    [GeneratedRegex("""^(?<step>[A-Za-z_][\w-]*|"[^"]+")(?<step>\.(?:[A-Za-z_][\w-]*|"[^"]+")|\[\d{1,4}\])*$""")]
    private static partial Regex Path();
}
