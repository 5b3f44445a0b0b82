using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

/// <summary>What a number of the page must be: computed again from the values that <c>verify --explain</c> prints for it.</summary>
sealed partial class FigureOracle(AnalysisResult result)
{
    readonly Dictionary<string, IReadOnlyList<Evidence>> _evidence = [];

    readonly Dictionary<string, ILookup<string, Evidence>> _rounds = [];

    StudyRecord Record => result.Record;

    /// <summary>Each number of the page is asked for several times, in each language.</summary>
    IReadOnlyList<Evidence> Evidence(string figure) =>
        _evidence.TryGetValue(figure, out var known) ? known : _evidence[figure] = Explanation.Of(result, figure, Texts.English).Evidence;

    public double Of(string figure, string part) => figure.Split(' ') switch
    {
        ["count.visits"] => Record.Journal.OfType<Ended>().Where(e => !e.Visit.Warmup).Select(e => (e.Visit.Batch, e.Visit.Round, e.Visit.Platform)).Distinct().Count(),
        ["count.failures"] => result.Failures.Count,
        ["noise", var metric, var platform] => Noise(metric, platform) is var floor && part == "floor" ? floor.HalfWidth : floor.MinimumDetectable,
        [var density, var platform] when density.StartsWith("density.", StringComparison.Ordinal) => Density(density, platform, part),
        ["memory.marginal" or "memory.first", _] => Ramp(figure, part),
        [var metric, var subject] when subject.StartsWith('[') => Part(Attribution(figure, IsWork(metric)), part),
        [_, var subject] when subject.Contains('/', StringComparison.Ordinal) => Part(Ratio(figure), part),
        _ => Level(figure, part),
    };

    /// <summary>The journal line that one value stands in; null where it is a difference or a mean.</summary>
    public int? LineOf(string figure, string round) =>
        ByRound(figure)[round].First().Sources is [var line, ..] && !figure.StartsWith("disk.growth", StringComparison.Ordinal) ? int.Parse(line.Split(':')[1], null) : null;

    ILookup<string, Evidence> ByRound(string figure) => _rounds.TryGetValue(figure, out var known) ? known : _rounds[figure] = Evidence(figure).ToLookup(RoundOf);

    double Level(string figure, string part)
    {
        var evidence = Evidence(figure);
        double[] values = [.. evidence.Select(e => e.Value!.Value)];
        return part switch
        {
            "" => Statistics.Median(values),
            "low" => Statistics.MedianInterval(values).Low,
            "high" => Statistics.MedianInterval(values).High,
            _ => ByRound(figure)[part].Single().Value!.Value,
        };
    }

    Lab.Core.Estimate Ratio(string figure) => Effect.Of(Rounds(figure).Select(r => r with { Value = Math.Log(r.Value) })).Headline.To(Math.Exp);

    Lab.Core.Estimate Attribution(string figure, bool isRatio) => isRatio ? Ratio(figure) : Effect.Of(Rounds(figure)).Headline;

    bool IsWork(string metric) => Record.Workloads.Any(w => w.Metrics.Any(m => m.Metric.Id == metric));

    RoundValue[] Rounds(string figure) => [.. Evidence(figure).Select(e => RoundOf(e).Split('.') is var round ? new RoundValue(int.Parse(round[0], null), int.Parse(round[1], null), e.Value!.Value) : throw new InvalidOperationException())];

    double Ramp(string figure, string part)
    {
        (double, double)[] steps = [.. Evidence(figure).Select(e => (double.Parse(e.Of.Split(' ')[0], null), e.Value!.Value))];
        return part.StartsWith("step.", StringComparison.Ordinal) ? steps.Single(s => s.Item1 == int.Parse(part[5..], null)).Item2
            : figure.StartsWith("memory.first", StringComparison.Ordinal) ? steps[0].Item2 : Statistics.Line(steps).Slope;
    }

    double Density(string what, string platform, string part)
    {
        var density = Lab.Core.Density.Of(Record.Journal).Single(d => d.Platform == platform);
        Assert.NotEmpty(Evidence($"{what} {platform}"));
        return what switch
        {
            "density.ledger" => Part(density.Ledger, part),
            "density.components" => Part(density.Components, part),
            "density.available" => Part(density.Available, part),
            "density.disk" => Part(density.Disk, part),
            "density.first" => density.First,
            "density.hysteresis" => density.Hysteresis,
            "density.full" => density.FullAt,
            _ => throw new InvalidOperationException($"The page has {what}, which nothing explains."),
        };
    }

    NoiseFloor Noise(string metric, string platform) => result.Noise.Count == 0 ? Record.Noise!.Metrics.Single(m => m.Metric == metric && m.Platform == platform).Floor
        : NoiseFloor.Of(PairedComparison.Of(Rounds($"{metric} {SecondName.Of(platform)}"), Rounds($"{metric} {platform}"))!)!;

    static double Part(Lab.Core.Estimate estimate, string part) => part switch { "" => estimate.Value, "low" => estimate.Interval.Low, _ => estimate.Interval.High };

    static string RoundOf(Evidence evidence) => Numbers().Matches(evidence.Of) is [var batch, var round] ? $"{batch}.{round}" : throw new InvalidOperationException(evidence.Of);

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
