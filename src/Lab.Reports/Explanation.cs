using System.Globalization;
using Lab.Core;

namespace Lab.Reports;

/// <summary>One value behind a number.</summary>
/// <param name="Of">Batch and round, or the step of a ramp.</param>
/// <param name="Value">In base units, or a ratio; null where no ratio exists.</param>
/// <param name="Sources">Where it stands: FILE:LINE of the journal, and raw files.</param>
public sealed record Evidence(string Of, double? Value, IReadOnlyList<string> Sources);

/// <summary>Where a number of the report comes from: <c>startup.ready vm</c>, <c>startup.ready vm/container</c>, <c>memory.marginal container</c>.</summary>
/// <param name="What">The number in words, with its interval.</param>
public sealed record Explanation(string What, IReadOnlyList<Evidence> Evidence)
{
    /// <param name="asked">METRIC PLATFORM, or METRIC PLATFORM/PLATFORM.</param>
    /// <exception cref="UsageException">The study has no such number.</exception>
    public static Explanation Of(AnalysisResult result, string asked)
    {
        if (asked.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var metric, var subject])
            throw new UsageException($"--explain '{asked}': write a metric and a platform, or two platforms for a ratio: --explain 'startup.ready vm' or --explain 'startup.ready vm/container'.");
        if (subject.Split('/') is [var platform, var against])
            return OfRatio(result, metric, platform, against);
        if (result.Slope is { } slope && subject == slope.Platform && (metric == Metrics.Marginal.Id || metric == Metrics.First.Id))
            return OfRamp(result, slope, metric);
        var level = result.Find(metric, subject) ?? throw Unknown(result, asked);
        var sources = Sources(result);
        return new Explanation($"{metric} of {result.Label(subject)}: {Format.Level(level)}; median of {level.Samples.Count} values with its {Interval(level.Interval)}; {level.Summary.Failures} of {level.Samples.Count + level.Summary.Failures} attempts gave none. In {Format.Name(level.Metric.Unit)}:",
            [.. level.Samples.Select(s => new Evidence(Round(s.Visit), s.Value, sources(s)))]);
    }

    static Explanation OfRatio(AnalysisResult result, string metric, string platform, string against)
    {
        if (result.Find(metric, platform) is not { } one || result.Find(metric, against) is not { } other || (result.Compare(metric, platform, against) ?? Comparison.Of(one, other)) is not { Paired: var paired } comparison)
            throw Unknown(result, $"{metric} {platform}/{against}");
        var from = paired.LogRatio is { IsOfBatches: true } ? $"t interval between {paired.Batches} batches, the wider one" : Interval(comparison.Interval);
        var sources = Sources(result);
        return new Explanation($"{VerdictWords.Of(comparison, result.Label)} Ratio {Format.Ratio(comparison)}: Hodges-Lehmann over {paired.Rounds} rounds with its {from}:",
            [.. one.Samples.Join(other.Samples, s => Round(s.Visit), s => Round(s.Visit), (a, b) => new Evidence(Round(a.Visit), a.Value / b.Value is var ratio && double.IsFinite(ratio) ? ratio : null, [.. sources(a), .. sources(b)]))]);
    }

    static Explanation OfRamp(AnalysisResult result, Slope slope, string metric) => new(
        metric == Metrics.First.Id
            ? $"{metric} of {result.Label(slope.Platform)}: {Format.Value(Unit.Bytes, slope.First)}, the ledger of the first instance. In bytes:"
            : $"{metric} of {result.Label(slope.Platform)}: {Format.Value(Unit.Bytes, slope.Marginal)}, least-squares slope over {slope.Steps.Count} steps. In bytes:",
        [.. result.Record.Lines.Where(l => l.Entry is RampStep).TakeLast(slope.Steps.Count).Select(l => new Evidence($"{((RampStep)l.Entry).Instances} instances", ((RampStep)l.Entry).ResidentBytes, [Line(l.Number)]))]);

    static string Interval(Interval interval) => interval.Confidence >= 0.95 ? "95 % interval" : string.Create(CultureInfo.InvariantCulture, $"range, of {100 * interval.Confidence:0.#} % confidence");

    /// <summary>The line, the line that was taken from it, and the raw output where the line names one.</summary>
    static Func<Sample, IReadOnlyList<string>> Sources(AnalysisResult result)
    {
        var raw = result.Record.Lines.Where(l => l.Entry is TrialDone { Raw.Length: > 0 }).ToDictionary(l => l.Number, l => ((TrialDone)l.Entry).Raw);
        return sample =>
        [
            Line(sample.Line),
            .. sample.LessLine > 0 ? [$"less {Line(sample.LessLine)}"] : (string[])[],
            .. raw.TryGetValue(sample.Line, out var file) ? [file] : (string[])[],
        ];
    }

    static string Line(int number) => $"{StudyReader.JournalName}:{number}";

    static string Round(Visit visit) => $"batch {visit.Batch} round {visit.Round}";

    static UsageException Unknown(AnalysisResult result, string asked)
    {
        var metrics = result.Levels.Select(l => l.Metric.Id).Distinct();
        var platforms = result.Levels.Select(l => l.Platform).Distinct();
        return new UsageException($"--explain '{asked}': this study has no such number. It has the metrics {string.Join(", ", metrics)}, on {string.Join(", ", platforms)}; not every metric on every platform.");
    }
}
