using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>A workload from YAML text, read as strictly as a plan.</summary>
public static partial class WorkloadFile
{
    /// <exception cref="UsageException">A mistake in the text.</exception>
    public static Workload Read(string file, string text)
    {
        var map = YamlMap.Root(file, text);
        map.AllowOnly("id", "title", "kind", "stresses", "command", "pattern", "read", "seconds", "metrics", "programs", "prepare", "service", "client", "drop-caches", "volume", "needs", "size", "size-emulated", "concurrency");
        var pattern = ReadPattern(map);
        var metrics = map.Maps("metrics").Select(m => ReadMetric(m, pattern)).ToArray();
        if (metrics.GroupBy(m => m.Metric.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw map.Error("metrics", $"defines '{twice.Key}' twice", "Rename one.");
        var workload = new Workload(map.Identifier("id"), map.Text("title"), map.Text("stresses"), map.Words("command"), pattern?.ToString(), map.Number("seconds"), metrics)
        {
            Kind = Enum.Parse<WorkloadKind>(map.OneOf("kind", "other", [.. Enum.GetNames<WorkloadKind>().Select(n => n.ToLowerInvariant())]), ignoreCase: true),
            Programs = map.Has("programs") ? map.Words("programs") : [],
            Prepare = map.Commands("prepare"),
            Service = ReadService(map.Below("service")),
            Outside = map.OneOf("client", "guest", "guest", "outside") == "outside",
            DropCaches = map.Flag("drop-caches"),
            Volume = map.Flag("volume"),
            Needs = map.Text("needs", ""),
            Size = map.Has("size") ? map.Whole("size", 1, 1_000_000) : null,
            SizeEmulated = map.Has("size-emulated") ? map.Whole("size-emulated", 1, 1_000_000) : null,
            Concurrency = map.Has("concurrency") ? map.Whole("concurrency", 1, 100_000) : null,
            Source = map.Place("command"),
        };
        CheckPlaceholders(map, workload);
        return workload;
    }

    static Regex? ReadPattern(YamlMap map)
    {
        if (map.Has("read") == map.Has("pattern"))
            throw map.Error(map.Has("read") ? "read" : "metrics", map.Has("read") ? "stands beside pattern" : "cannot be read", "Say how the output is read, once: `read: json`, or `pattern:` with a regular expression.");
        if (map.Has("read"))
        {
            map.OneOf("read", null, "json");
            return null;
        }
        try
        {
            return new Regex(map.Text("pattern"));
        }
        catch (ArgumentException e)
        {
            throw map.Error("pattern", $"is no regular expression: {e.Message}", "Mend the expression; (?<name>…) makes a named group.");
        }
    }

    static WorkloadMetric ReadMetric(YamlMap map, Regex? pattern)
    {
        map.AllowOnly("id", "from", "unit", "better", "definition", "scale", "role", "one-thread");
        var from = map.Text("from");
        if (pattern is not null && !pattern.GetGroupNames().Contains(from))
            throw map.Error("from", $"names the group '{from}', which the pattern does not have", $"Use one of: {string.Join(", ", pattern.GetGroupNames().Where(g => !char.IsDigit(g[0])))}.");
        if (pattern is null && JsonPath.Parse(from) is null)
            throw map.Error("from", $"is '{from}', which is no path", "Write names joined by dots, an index in brackets, and quotes around a name with dots: jobs[0].read.\"a.b\".");
        var unit = map.OneOf("unit", null, "seconds", "bytes", "per-second", "bytes-per-second", "count") switch
        {
            "seconds" => Unit.Seconds,
            "bytes" => Unit.Bytes,
            "per-second" => Unit.PerSecond,
            "bytes-per-second" => Unit.BytesPerSecond,
            _ => Unit.Count,
        };
        var better = map.OneOf("better", null, "lower", "higher") == "lower" ? Better.Lower : Better.Higher;
        return new WorkloadMetric(new Metric(map.Text("id"), unit, better, map.Text("definition")), from, map.Number("scale", 1))
        {
            Role = map.OneOf("role", "none", "none", "rate", "mean-latency") switch { "rate" => Role.Rate, "mean-latency" => Role.MeanLatency, _ => Role.None },
            OneThread = map.Has("one-thread") ? map.Text("one-thread") : null,
        };
    }

    static Service? ReadService(YamlMap? map)
    {
        map?.AllowOnly("start", "ready", "stop");
        return map is null ? null : new Service(map.Words("start"), map.Words("ready"), map.Words("stop"));
    }

    static void CheckPlaceholders(YamlMap map, Workload workload)
    {
        (string Key, IEnumerable<string> Words)[] places =
        [
            ("command", workload.Command), ("prepare", workload.Prepare.SelectMany(w => w)),
            ("service", workload.Service is { } s ? [.. s.Start, .. s.Ready, .. s.Stop] : []),
        ];
        var used = places.SelectMany(p => p.Words.SelectMany(w => Placeholder().Matches(w)), (p, match) => (p.Key, match.Groups[1].Value)).ToArray();
        foreach (var (key, name) in used)
            if (!Workload.Placeholders.Contains(name))
                throw map.Error(key, $"has the unknown placeholder {{{name}}}", $"Use one of: {string.Join(", ", Workload.Placeholders.Select(p => $"{{{p}}}"))}.");
        if (used.Any(u => u.Value == "size") != workload.Size is not null)
            throw map.Error(workload.Size is null ? "command" : "size", workload.Size is null ? "uses {size}, which has no value" : "is used nowhere", workload.Size is null ? "Add `size: …`." : "Write {size} where it belongs, or remove it.");
        if (workload.SizeEmulated is not null && workload.Size is null)
            throw map.Error("size-emulated", "stands without size", "Add `size: …`, what is used where nothing is emulated.");
    }

    [GeneratedRegex(@"\{([a-z][a-z-]*)\}")]
    private static partial Regex Placeholder();
}
