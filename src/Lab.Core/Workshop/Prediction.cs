using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>Predictions: read from what was typed, and held against what was measured.</summary>
public static partial class Prediction
{
    static readonly Dictionary<string, (ValueKind ValueKind, double Factor)> s_units = new()
    {
        ["ms"] = (ValueKind.Seconds, 1e-3),
        ["s"] = (ValueKind.Seconds, 1),
        ["min"] = (ValueKind.Seconds, 60),
        ["B"] = (ValueKind.Bytes, 1),
        ["KiB"] = (ValueKind.Bytes, 1 << 10),
        ["MiB"] = (ValueKind.Bytes, 1 << 20),
        ["GiB"] = (ValueKind.Bytes, 1 << 30),
        ["B/s"] = (ValueKind.BytesPerSecond, 1),
        ["KiB/s"] = (ValueKind.BytesPerSecond, 1 << 10),
        ["MiB/s"] = (ValueKind.BytesPerSecond, 1 << 20),
        ["GiB/s"] = (ValueKind.BytesPerSecond, 1 << 30),
        ["/s"] = (ValueKind.PerSecond, 1),
        ["x"] = (ValueKind.Times, 1),
        ["×"] = (ValueKind.Times, 1),
        ["%"] = (ValueKind.Percent, 1),
    };

    /// <summary>What may follow a number of this quantity.</summary>
    public static IEnumerable<string> Units(ValueKind quantity) => s_units.Where(u => u.Value.ValueKind == quantity).Select(u => u.Key);

    /// <summary>The id of a choice (or its number in the list, from 1), or a number in base units with an optional unit.</summary>
    /// <returns>Null if it is none.</returns>
    public static string? Read(Question question, string typed)
    {
        var text = typed.Trim();
        if (question is ChoiceQuestion { Choices: var choices })
            return choices.FirstOrDefault(c => c.Id == text)?.Id ?? (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= choices.Count ? choices[number - 1].Id : null);
        if (question is not NumberQuestion { ValueKind: var quantity } || Number().Match(text) is not { Success: true } match || Formula.Number(match.Groups[1].Value) is not { } value)
            return null;
        var unit = match.Groups[2].Value;
        return unit.Length == 0 ? Text(value) : s_units.TryGetValue(unit, out var known) && known.ValueKind == quantity ? Text(value * known.Factor) : null;
    }

    /// <summary>True where the prediction is the measured answer: the same choice, or a number within the question's factor.</summary>
    public static bool IsRight(Question question, string predicted, string measured) => question is NumberQuestion { Within: var within }
        ? Formula.Number(predicted) is { } a && Formula.Number(measured) is { } b && (a == b || (a > 0 && b > 0 && Math.Max(a / b, b / a) <= within * (1 + 1e-9)))
        : predicted == measured;

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)\s*(\D*)$")]
    private static partial Regex Number();
}
