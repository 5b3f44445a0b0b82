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
    public static Explanation Of(AnalysisResult result, string asked, Texts texts)
    {
        if (asked.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var metric, var subject])
            throw new UsageException($"--explain '{asked}': write a metric and a platform, or two platforms for a ratio: --explain 'startup.ready vm' or --explain 'startup.ready vm/container'.");
        if (subject.Split('/') is [var platform, var against])
            return OfRatio(result, metric, platform, against, texts);
        if (result.Slope is { } slope && subject == slope.Platform && (metric == Metrics.Marginal.Id || metric == Metrics.First.Id))
            return OfRamp(result, slope, metric, texts);
        if (ExplanationOfSums.Of(result, metric, subject, texts) is { } sum)
            return sum;
        var level = Derived.Find(result, metric, subject) ?? throw Unknown(result, asked);
        var sources = Sources(result, texts);
        return new Explanation(texts.Of("explain.level", ("metric", metric), ("platform", Recorded.Label(result.Label(subject))), ("level", Format.Level(level, texts)), ("values", level.Samples.Count),
                ("interval", Interval(level.Interval)), ("failures", level.Summary.Failures), ("attempts", level.Samples.Count + level.Summary.Failures), ("unit", Format.Name(level.Metric.Unit))),
            [.. level.Samples.Select(s => new Evidence(Of(s.Visit, texts), s.Value, sources(s)))]);
    }

    static Explanation OfRatio(AnalysisResult result, string metric, string platform, string against, Texts texts)
    {
        if (Derived.Find(result, metric, platform) is not { } one || Derived.Find(result, metric, against) is not { } other || Derived.Compare(result, metric, platform, against) is not { Paired: var paired } comparison)
            throw Unknown(result, $"{metric} {platform}/{against}");
        var from = paired.LogRatio is { IsOfBatches: true } ? new Message("explain.interval-of-batches", ("batches", paired.Batches)) : Interval(comparison.Interval);
        var sources = Sources(result, texts);
        return new Explanation(texts.Of("explain.ratio", ("comparison", VerdictWords.Of(comparison, result.Label)), ("ratio", Format.Ratio(comparison, texts)), ("rounds", paired.Rounds), ("interval", from)),
            [.. one.Samples.Join(other.Samples, s => (s.Visit.Batch, s.Visit.Round), s => (s.Visit.Batch, s.Visit.Round),
                (a, b) => new Evidence(Of(a.Visit, texts), a.Value / b.Value is var ratio && double.IsFinite(ratio) ? ratio : null, [.. sources(a), .. sources(b)]))]);
    }

    static Explanation OfRamp(AnalysisResult result, Slope slope, string metric, Texts texts)
    {
        (string, object)[] of = [("metric", metric), ("platform", Recorded.Label(result.Label(slope.Platform)))];
        return new Explanation(
            metric == Metrics.First.Id
                ? texts.Of("explain.first", [.. of, ("value", new Quantity(Unit.Bytes, slope.First))])
                : texts.Of("explain.marginal", [.. of, ("value", new Quantity(Unit.Bytes, slope.Marginal)), ("steps", slope.Steps.Count)]),
            [.. result.Record.Lines.Where(l => l.Entry is RampStep).TakeLast(slope.Steps.Count).Select(l => (l.Number, Step: (RampStep)l.Entry)).Select(l => new Evidence(texts.Of("explain.instances", ("count", l.Step.Instances)), l.Step.ResidentBytes, [Line(l.Number)]))]);
    }

    static Message Interval(Interval interval) => interval.Confidence >= 0.95 ? new("explain.interval") : new("explain.range", ("confidence", new Fixed(100 * interval.Confidence, 1)));

    /// <summary>The line, the line that was taken from it, and the raw output where the line names one.</summary>
    static Func<Sample, IReadOnlyList<string>> Sources(AnalysisResult result, Texts texts)
    {
        var raw = result.Record.Lines.Where(l => l.Entry is TrialDone { Raw.Length: > 0 }).ToDictionary(l => l.Number, l => ((TrialDone)l.Entry).Raw);
        return sample =>
        [
            Line(sample.Line),
            .. sample.LessLine > 0 ? [texts.Of("explain.less", ("line", Line(sample.LessLine)))] : (string[])[],
            .. raw.TryGetValue(sample.Line, out var file) ? [file] : (string[])[],
        ];
    }

    static string Line(int number) => $"{StudyReader.JournalName}:{number}";

    static string Of(Visit visit, Texts texts) => texts.Of("explain.round", ("batch", visit.Batch), ("round", visit.Round));

    static UsageException Unknown(AnalysisResult result, string asked)
    {
        var metrics = result.Levels.Select(l => l.Metric.Id).Distinct();
        var platforms = result.Levels.Select(l => l.Platform).Distinct();
        return new UsageException($"--explain '{asked}': this study has no such number. It has the metrics {string.Join(", ", metrics)}, on {string.Join(", ", platforms)}; not every metric on every platform.");
    }
}
