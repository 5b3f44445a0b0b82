using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>A comparison of a value with another, a number or a quoted word: <c>vm_kernel != host_kernel</c>, <c>kills &gt;= 1</c>, <c>accelerator = 'tcg'</c>.
/// Numbers are compared as numbers, everything else as text. It does not hold where a value is missing.</summary>
public sealed partial record Condition(string Left, string Operator, string Right)
{
    /// <returns>Null if the text is no comparison.</returns>
    public static Condition? Parse(string text) => Comparison().Match(text) is { Success: true } m ? new Condition(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value) : null;

    /// <summary>The values that it names.</summary>
    public IEnumerable<string> Names => ((string[])[Left, Right]).Where(Formula.IsName);

    public bool Holds(IReadOnlyDictionary<string, string> values)
    {
        if (Formula.Term(Left, values) is not { } left || Formula.Term(Right, values) is not { } right) return false;
        var order = Formula.Number(left) is { } a && Formula.Number(right) is { } b ? a.CompareTo(b) : (int?)null;
        return Operator switch
        {
            "=" => order is { } same ? same == 0 : left == right,
            "!=" => order is { } other ? other != 0 : left != right,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    public override string ToString() => $"{Left} {Operator} {Right}";

    [GeneratedRegex(@"^([a-z][a-z0-9_]*) (=|!=|<|<=|>|>=) ([a-z][a-z0-9_]*|-?\d+(?:\.\d+)?|'[^']*')$")]
    private static partial Regex Comparison();
}

/// <summary>Two values or numbers and one of + - * /: <c>vm_seconds / container_seconds</c>.</summary>
public sealed partial record Formula(string Left, string Operator, string Right)
{
    /// <returns>Null if the text is no such thing.</returns>
    public static Formula? Parse(string text) => Binary().Match(text) is { Success: true } m ? new Formula(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value) : null;

    public IEnumerable<string> Names => ((string[])[Left, Right]).Where(IsName);

    /// <returns>Null where a part is missing or no number, or the result is not finite.</returns>
    public string? Of(IReadOnlyDictionary<string, string> values)
    {
        if (Number(Term(Left, values)) is not { } left || Number(Term(Right, values)) is not { } right) return null;
        var result = Operator switch { "+" => left + right, "-" => left - right, "*" => left * right, _ => left / right };
        return double.IsFinite(result) ? result.ToString("R", CultureInfo.InvariantCulture) : null;
    }

    internal static bool IsName(string term) => char.IsAsciiLetterLower(term[0]);

    internal static string? Term(string term, IReadOnlyDictionary<string, string> values) =>
        IsName(term) ? values.GetValueOrDefault(term) : term.Trim('\'');

    /// <summary>The value as a number; null if it is none.</summary>
    public static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    [GeneratedRegex(@"^([a-z][a-z0-9_]*|\d+(?:\.\d+)?) ([-+*/]) ([a-z][a-z0-9_]*|\d+(?:\.\d+)?)$")]
    private static partial Regex Binary();
}
