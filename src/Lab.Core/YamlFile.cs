using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lab.Core;

/// <summary>Plans and workloads from YAML text, read strictly: an unknown key, a bad unit or a missing value is an error
/// with file, line and what to write instead.</summary>
public static partial class YamlFile
{
    public static PlanSpec ReadPlan(string file, string text, IReadOnlyCollection<string> platforms, IReadOnlyCollection<string> workloads)
    {
        var map = Root(file, text);
        map.AllowOnly("id", "title", "platforms", "workloads", "rounds", "warmup", "cpus", "memory", "accelerator", "ramp");
        return new PlanSpec(
            map.Identifier("id"), map.Text("title", ""),
            map.Names("platforms", "platform", platforms), map.Names("workloads", "workload", workloads),
            map.Whole("rounds", 1, 1_000), map.Whole("warmup", 0, 1_000, 1), map.Whole("cpus", 1, 1024, 2),
            map.Size("memory", 256L << 20), map.OneOf("accelerator", "auto", "auto", "kvm", "tcg"), map.Whole("ramp", 0, 200, 0));
    }

    public static Workload ReadWorkload(string file, string text)
    {
        var map = Root(file, text);
        map.AllowOnly("id", "title", "stresses", "command", "pattern", "seconds", "metrics");
        var pattern = map.Text("pattern");
        Regex expression;
        try
        {
            expression = new Regex(pattern);
        }
        catch (ArgumentException e)
        {
            throw map.Error("pattern", $"is no regular expression: {e.Message}", "Mend the expression; (?<name>…) makes a named group.");
        }
        var metrics = map.Maps("metrics").Select(m => ReadMetric(m, expression)).ToArray();
        return new Workload(map.Identifier("id"), map.Text("title"), map.Text("stresses"), map.Words("command"), pattern, map.Number("seconds"), metrics);
    }

    static WorkloadMetric ReadMetric(Map map, Regex pattern)
    {
        map.AllowOnly("id", "from", "unit", "better", "definition", "scale");
        var group = map.Text("from");
        if (!pattern.GetGroupNames().Contains(group))
            throw map.Error("from", $"names the group '{group}', which the pattern does not have", $"Use one of: {string.Join(", ", pattern.GetGroupNames().Where(g => !char.IsDigit(g[0])))}.");
        var unit = map.OneOf("unit", null, "seconds", "bytes", "per-second", "count") switch
        {
            "seconds" => Unit.Seconds,
            "bytes" => Unit.Bytes,
            "per-second" => Unit.PerSecond,
            _ => Unit.Count,
        };
        var better = map.OneOf("better", null, "lower", "higher") == "lower" ? Better.Lower : Better.Higher;
        return new WorkloadMetric(new Metric(map.Text("id"), unit, better, map.Text("definition")), group, map.Number("scale", 1));
    }

    static Map Root(string file, string text)
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
            ? new Map(file, root)
            : throw new UsageException($"{file}:1: expected one list of `key: value` lines. `./run list studies` shows the built-in plans to start from.");
    }

    [GeneratedRegex(@"^(?<value>\d+)\s*(?<unit>KiB|MiB|GiB)$")]
    private static partial Regex SizeText();

    /// <summary>The container platform with another runtime that Docker knows by name, or container:host-network.</summary>
    [GeneratedRegex("^container:[a-z0-9][a-z0-9._-]*$")]
    private static partial Regex NamedContainer();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    /// <summary>A YAML mapping that knows where it stands.</summary>
    sealed class Map(string file, YamlMappingNode node)
    {
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

        public IEnumerable<Map> Maps(string key) =>
            Find(key) is YamlSequenceNode { Children.Count: > 0 } list && list.Children.All(c => c is YamlMappingNode)
                ? list.Children.Select(c => new Map(file, (YamlMappingNode)c))
                : throw Error(key, "must be a list of entries", $"Write `{key}:` and below it `- id: …`.");

        YamlNode? Find(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }
}
