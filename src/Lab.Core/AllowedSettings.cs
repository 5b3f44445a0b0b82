using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>Settings of a machine, of which only those on a list are published: a name that is known, with a value of
/// numbers and known words. All others are counted. Nothing that anybody made up gets through: no address, path,
/// identity or name.</summary>
sealed partial class AllowedSettings(string separator, IEnumerable<string> names, IEnumerable<string> words)
{
    readonly HashSet<string> _names = [.. names.Select(Canonical)], _words = [.. words];

    /// <summary>Those of the list in their order, and how many more there are: "psi=1 quiet, and 3 not shown". Of such
    /// a text it gives the same text.</summary>
    public string Of(string text, Func<string, IEnumerable<string>> split)
    {
        var before = Count().Match(text);
        var settings = split(before.Success ? before.Groups["shown"].Value : text).ToArray();
        var shown = settings.Where(IsAllowed).ToArray();
        var left = settings.Length - shown.Length + (before.Success ? int.Parse(before.Groups["count"].ValueSpan) : 0);
        var all = string.Join(separator, shown);
        return left == 0 ? all : all.Length == 0 ? $"{left} not shown" : $"{all}, and {left} not shown";
    }

    public bool IsAllowed(string setting) => setting.Split('=', 2) switch
    {
        [var name] => _names.Contains(Canonical(name)),
        [var name, var value] => _names.Contains(Canonical(name))
            && value.Split(',', ':').All(v => Number().IsMatch(v) || _words.Contains(v)),
        _ => false,
    };

    /// <summary>The kernel takes - and _ in a name for the same.</summary>
    static string Canonical(string name) => name.Replace('-', '_');

    /// <summary>A number, a size, or a range of CPUs.</summary>
    [GeneratedRegex(@"^(0x[0-9a-fA-F]{1,8}|-?[0-9]{1,10}[kKMGT]?|[0-9]{1,5}-[0-9]{1,5})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^((?<shown>.*), and )?(?<count>[0-9]{1,6}) not shown\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Count();
}
