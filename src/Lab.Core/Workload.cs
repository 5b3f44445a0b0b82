using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>What a workload exercises; the report groups by it, and the plausibility checks know what each kind cannot do.</summary>
public enum WorkloadKind { Other, Cpu, Memory, Kernel, Disk, Network, Service }

/// <summary>What a metric is to the plausibility checks.</summary>
public enum Role
{
    None,
    /// <summary>Requests or operations finished per second.</summary>
    Rate,
    /// <summary>Mean time of one of them.</summary>
    MeanLatency,
}

/// <summary>A metric of a workload and where its value stands in the output.</summary>
/// <param name="From">Named group of the workload's pattern, or a path in its JSON.</param>
/// <param name="Scale">Factor from what the tool prints to the base unit.</param>
public sealed record WorkloadMetric(Metric Metric, string From, double Scale)
{
    public Role Role { get; init; }
    /// <summary>Id of the metric that is the same in one thread where this one is of as many as there are CPUs.</summary>
    public string? OneThread { get; init; }
}

/// <summary>What the client of a workload talks to. Started in the instance before each trial, and stopped after it.</summary>
/// <param name="Start">Must return; the server goes on by itself.</param>
/// <param name="Ready">Tried until it ends with 0.</param>
public sealed record Service(IReadOnlyList<string> Start, IReadOnlyList<string> Ready, IReadOnlyList<string> Stop);

/// <summary>Where an instance's services listen and how they are reached, for the placeholders {listen}, {port}, {address} and {web}.</summary>
/// <param name="Listen">Address on which a service in the instance listens.</param>
/// <param name="Address">Address at which the client finds it.</param>
/// <param name="Port">Port of the workload's own service, the same on both sides.</param>
/// <param name="Web">Port of the web server that every instance has.</param>
public sealed record ServicePlace(string Listen, string Address, int Port, int Web);

/// <summary>A piece of work, as data. It cannot name a platform, so it is the same on all.</summary>
/// <param name="Stresses">What it exercises, and what to expect on a VM and a container and why; for people.</param>
/// <param name="Command">The command as words.</param>
/// <param name="Pattern">Regular expression with a named group for each metric, applied to standard output; null where that is JSON.</param>
/// <param name="Seconds">About how long one trial takes where the plan's trials are of <see cref="PlanSpec.DefaultTrialSeconds"/>.</param>
public sealed record Workload(
    string Id, string Title, string Stresses, IReadOnlyList<string> Command, string? Pattern,
    double Seconds, IReadOnlyList<WorkloadMetric> Metrics)
{
    /// <summary>What words may hold in braces.</summary>
    public static readonly IReadOnlyList<string> Placeholders = ["seconds", "cpus", "size", "listen", "address", "port", "web"];

    public WorkloadKind Kind { get; init; }
    /// <summary>Programs that its commands run in turn; the certificate compares them too.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];
    /// <summary>Commands run in the instance before the trial, not timed.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Prepare { get; init; } = [];
    public Service? Service { get; init; }
    /// <summary>True where the command runs outside the instance, from the same userland, across the platform's network.</summary>
    public bool Outside { get; init; }
    /// <summary>True where the page caches of the instance and of the host are dropped before the trial.</summary>
    public bool DropCaches { get; init; }
    /// <summary>True where it works in /vol, a volume beside the instance's own disk.</summary>
    public bool Volume { get; init; }
    /// <summary>What it needs beyond an unprivileged container with Docker's default seccomp profile; empty for nothing.</summary>
    public string Needs { get; init; } = "";
    /// <summary>Value of {size} where nothing is emulated.</summary>
    public int? Size { get; init; }
    /// <summary>Value of {size} on every platform of a study in which a virtual machine is emulated.</summary>
    public int? SizeEmulated { get; init; }
    /// <summary>Requests under way at once, for Little's law.</summary>
    public int? Concurrency { get; init; }
    /// <summary>What was made smaller and why, for the report; empty for nothing.</summary>
    public string Scaled { get; init; } = "";
    /// <summary>"FILE:LINE" of the command; empty where it was not read from a file.</summary>
    [JsonIgnore]
    public string Source { get; init; } = "";

    /// <summary>The workload as a study runs it: length, CPUs and size filled in, the same on every platform.</summary>
    public Workload For(PlanSpec plan, bool emulated)
    {
        var size = emulated ? SizeEmulated ?? Size : Size;
        string[] Fill(IReadOnlyList<string> words) => [.. words.Select(w => w.Fill("seconds", plan.TrialSeconds).Fill("cpus", plan.Cpus).Fill("size", size ?? 0))];
        return this with
        {
            Command = Fill(Command),
            Prepare = [.. Prepare.Select(Fill)],
            Service = Service is null ? null : new Service(Fill(Service.Start), Fill(Service.Ready), Fill(Service.Stop)),
            Seconds = Seconds * plan.TrialSeconds / PlanSpec.DefaultTrialSeconds,
            Scaled = size == Size ? "" : $"size {size} instead of {Size} on every platform, because a virtual machine of this study is emulated",
        };
    }

    /// <summary>The words of one command with the places filled in.</summary>
    public static Command At(IReadOnlyList<string> words, ServicePlace place)
    {
        string[] filled = [.. words.Select(w => w.Fill("listen", place.Listen).Fill("address", place.Address).Fill("port", place.Port).Fill("web", place.Web))];
        return new Command(filled[0], filled[1..]);
    }

    /// <summary>Every declared metric, out of the tool's real output.</summary>
    /// <exception cref="TrialException">A metric is not in the output.</exception>
    public IReadOnlyList<Measurement> Read(string output)
    {
        var find = Pattern is null ? InJson(output) : InText(output);
        return [.. Metrics.Select(m => find(m.From) is { } value
            ? m.Metric.Of(value * m.Scale)
            : throw new TrialException($"{m.Metric.Id} is not in the output of '{string.Join(' ', Command)}' ({(Pattern is null ? $"path: {m.From}" : $"pattern: {Pattern}")}). Its first words: {output.Trim()[..Math.Min(200, output.Trim().Length)]}"))];
    }

    Func<string, double?> InText(string output)
    {
        var match = Regex.Match(output, Pattern!, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
        return group => match.Success && double.TryParse(match.Groups[group].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>A tool may print a warning before its JSON.</summary>
    static Func<string, double?> InJson(string output)
    {
        try
        {
            var root = JsonDocument.Parse(output[Math.Max(0, output.IndexOf('{', StringComparison.Ordinal))..]).RootElement;
            return path => JsonPath.Parse(path)?.Find(root);
        }
        catch (JsonException)
        {
            return _ => null;
        }
    }
}

static class Filling
{
    public static string Fill(this string word, string placeholder, object value) =>
        word.Replace($"{{{placeholder}}}", Convert.ToString(value, CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
