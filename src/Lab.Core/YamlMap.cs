using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lab.Core;

/// <summary>A YAML mapping that knows where it stands.</summary>
sealed partial class YamlMap(string file, YamlMappingNode node)
{
    /// <summary>The one document of a file.</summary>
    public static YamlMap Root(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new UsageException($"{file}:{e.Start.Line}: this is not well-formed YAML: {e.InnerException?.Message ?? e.Message} Mend that line; `key: value`, two spaces for each level, no tabs.");
        }
        catch (InvalidOperationException)
        {
            // The parser's own state, when a list or a string is never closed; it knows no line then.
            throw new UsageException($"{file}:1: this is not well-formed YAML: a [, {{ or quote that is opened somewhere is never closed. Close it.");
        }
        return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root
            ? new YamlMap(file, root)
            : throw new UsageException($"{file}:1: expected one list of `key: value` lines. `./run list studies` shows the built-in plans to start from.");
    }

    public void AllowOnly(params string[] keys)
    {
        foreach (var key in node.Children.Keys)
            if (!keys.Contains(key.ToString()))
                throw new UsageException($"{file}:{key.Start.Line}: unknown key '{key}'. The keys here are: {string.Join(", ", keys)}.");
    }

    public UsageException Error(string key, string what, string remedy) =>
        new($"{file}:{(Find(key) ?? node).Start.Line}: {key} {what}. {remedy}");

    public string Text(string key, string? otherwise = null) => Find(key) switch
    {
        YamlScalarNode { Value.Length: > 0 } scalar => scalar.Value,
        null when otherwise is not null => otherwise,
        null => throw Error(key, "is missing", $"Add `{key}: …`."),
        _ => throw Error(key, "must be one value", $"Write `{key}: value`."),
    };

    public string Identifier(string key) => KebabCase().IsMatch(Text(key))
        ? Text(key)
        : throw Error(key, $"is '{Text(key)}'", "Use lower-case letters, digits and single hyphens, for example my-plan.");

    public int Whole(string key, int least, int most, int? otherwise = null) =>
        otherwise is { } value && Find(key) is null ? value
        : int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most ? value
        : throw Error(key, $"is '{Text(key)}'", $"Write a whole number from {least} to {most}.");

    public double Number(string key, double? otherwise = null) =>
        otherwise is { } value && Find(key) is null ? value
        : double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value > 0 ? value
        : throw Error(key, $"is '{Text(key)}'", "Write a number above zero, for example 3 or 0.001.");

    public string OneOf(string key, string? otherwise, params string[] allowed) => allowed.Contains(Text(key, otherwise))
        ? Text(key, otherwise)
        : throw Error(key, $"is '{Text(key)}'", $"Write one of: {string.Join(", ", allowed)}.");

    public long Size(string key, long least)
    {
        if (SizeText().Match(Text(key)) is not { Success: true } match || !long.TryParse(match.Groups["value"].Value, CultureInfo.InvariantCulture, out var value))
            throw Error(key, $"is '{Text(key)}'", "Write a whole number and KiB, MiB or GiB, for example 1 GiB.");
        var shift = match.Groups["unit"].Value switch { "KiB" => 10, "MiB" => 20, _ => 30 };
        return value < (1L << 50) >> shift && value << shift >= least ? value << shift
            : throw Error(key, $"is '{Text(key)}'", $"Write at least {least >> 20} MiB, and no more than the machine has.");
    }

    public IReadOnlyList<string> Words(string key)
    {
        if (Find(key) is not YamlSequenceNode { Children.Count: > 0 } list || !list.Children.All(c => c is YamlScalarNode))
            throw Error(key, "must be a list of words", $"Write `{key}: [one, two]`.");
        return [.. list.Children.Select(c => ((YamlScalarNode)c).Value ?? "")];
    }

    public bool Flag(string key) => OneOf(key, "no", "yes", "no") == "yes";

    /// <summary>Commands, each as words; none if the key is not there.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Commands(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode { Children.Count: > 0 } list when list.Children.All(c => c is YamlSequenceNode { Children.Count: > 0 } words && words.Children.All(w => w is YamlScalarNode)) =>
            [.. list.Children.Select(c => (IReadOnlyList<string>)[.. ((YamlSequenceNode)c).Children.Select(w => ((YamlScalarNode)w).Value ?? "")])],
        _ => throw Error(key, "must be a list of commands, each a list of words", $"Write `{key}:` and below it `- [one, two]`."),
    };

    /// <summary>The entry below a key; null if it is not there.</summary>
    public YamlMap? Below(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode map => new YamlMap(file, map),
        _ => throw Error(key, "must hold `key: value` lines", $"Write `{key}:` and below it, two spaces in, its keys."),
    };

    public bool Has(string key) => Find(key) is not null;

    /// <summary>"FILE:LINE" of a key.</summary>
    public string Place(string key) => $"{file}:{(Find(key) ?? node).Start.Line}";

    public IReadOnlyList<string> Names(string key, string kind, IReadOnlyCollection<string> known)
    {
        var words = Words(key);
        var list = (YamlSequenceNode)Find(key)!;
        for (var i = 0; i < words.Count; i++)
        {
            var place = $"{file}:{list.Children[i].Start.Line}: ";
            if (!known.Contains(words[i]) && !(kind == "platform" && NamedContainer().IsMatch(words[i])))
                throw new UsageException($"{place}unknown {kind} '{words[i]}'. Known here: {string.Join(", ", known)}.");
            if (words.Take(i).Contains(words[i]))
                throw new UsageException($"{place}{kind} '{words[i]}' stands twice. Remove one.");
        }
        return words;
    }

    public IEnumerable<YamlMap> Maps(string key) =>
        Find(key) is YamlSequenceNode { Children.Count: > 0 } list && list.Children.All(c => c is YamlMappingNode)
            ? list.Children.Select(c => new YamlMap(file, (YamlMappingNode)c))
            : throw Error(key, "must be a list of entries", $"Write `{key}:` and below it `- id: …`.");

    YamlNode? Find(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    [GeneratedRegex(@"^(?<value>\d+)\s*(?<unit>KiB|MiB|GiB)$")]
    private static partial Regex SizeText();

    /// <summary>The container platform with another runtime that Docker knows by name, or container:host-network.</summary>
    [GeneratedRegex("^container:[a-z0-9][a-z0-9._-]*$")]
    private static partial Regex NamedContainer();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
