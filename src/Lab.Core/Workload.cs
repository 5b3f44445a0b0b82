using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>A metric of a workload and where its value stands in the output.</summary>
/// <param name="Group">Named group of the workload's pattern.</param>
/// <param name="Scale">Factor from what the tool prints to the base unit.</param>
public sealed record WorkloadMetric(Metric Metric, string Group, double Scale);

/// <summary>A piece of work, as data. It cannot name a platform, so it is the same on all.</summary>
/// <param name="Stresses">What it exercises, and what to expect on a VM and a container and why; for people.</param>
/// <param name="Command">The command as words.</param>
/// <param name="Pattern">Regular expression with a named group for each metric; applied to standard output.</param>
/// <param name="Seconds">About how long one trial takes.</param>
public sealed record Workload(
    string Id, string Title, string Stresses, IReadOnlyList<string> Command, string Pattern,
    double Seconds, IReadOnlyList<WorkloadMetric> Metrics)
{
    /// <summary>Every declared metric, out of the tool's real output.</summary>
    /// <exception cref="TrialException">A metric is not in the output.</exception>
    public IReadOnlyList<Measurement> Read(string output)
    {
        var match = Regex.Match(output, Pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
        return [.. Metrics.Select(m =>
            match.Success && double.TryParse(match.Groups[m.Group].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? m.Metric.Of(value * m.Scale)
                : throw new TrialException($"{m.Metric.Id} is not in the output of '{string.Join(' ', Command)}' (pattern: {Pattern}). Its first words: {output.Trim()[..Math.Min(200, output.Trim().Length)]}"))];
    }
}
