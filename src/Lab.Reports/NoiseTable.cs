using Lab.Core;

namespace Lab.Reports;

/// <summary>The noise floor as a table; the console and the report print the same.</summary>
public static class NoiseTable
{
    /// <summary>What the columns mean.</summary>
    public const string Reading =
        "The same platform under two names, visited in turn. The noise floor is the half-width of the interval of their ratio: a difference within it means nothing on this machine. "
        + "The minimum detectable difference is the smallest that four studies in five of as many rounds would show.";

    public static readonly IReadOnlyList<string> Columns = ["Metric", "Noise floor", "Minimum detectable", "Rounds", "The interval has 1 in it"];

    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<MetricNoise> noise) =>
        [.. noise.Select(n => (IReadOnlyList<string>)[$"{n.Metric} on {n.Platform}", $"± {Format.Share(n.Floor.HalfWidth)}", Format.Share(n.Floor.MinimumDetectable), $"{n.Floor.Rounds}", n.Floor.CoversOne ? "yes" : "NO"])];
}
