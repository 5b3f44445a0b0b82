using Lab.Core;

namespace Simulation;

/// <summary>One simulated study, analysed as the lab does.</summary>
public sealed record StudyResult(IReadOnlyList<Sample> Platform, IReadOnlyList<Sample> Against)
{
    public PairedComparison Comparison { get; } = PairedComparison.Of(Values(Platform), Values(Against))!;

    /// <summary>What the lab would warn of.</summary>
    public IEnumerable<string> Warnings()
    {
        var logRatios = Values(Platform).Zip(Values(Against), (a, b) => Math.Log(a.Value / b.Value)).ToArray();
        if (Comparison.LogRatio!.Autocorrelation.Flag) yield return "autocorrelation";
        if (Trend.Of(logRatios) is { Flag: true }) yield return "trend";
        if (GroupEffect.OfOrder(Platform).Flag) yield return "order";
        if (Modality.Of([.. Platform.Select(s => s.Value)]).Flag) yield return "modes";
    }

    static RoundValue[] Values(IEnumerable<Sample> samples) => [.. samples.Select(s => new RoundValue(s.Visit.Batch, s.Visit.Round, s.Value))];
}

/// <summary>What the studies of a cell came to; shares are of studies.</summary>
/// <param name="Covered">The headline interval has the true ratio in it.</param>
/// <param name="Differs">The headline interval leaves 1 out.</param>
/// <param name="HalfWidth">Median, as a share of the ratio.</param>
/// <param name="Rounds">Mean.</param>
/// <param name="OfBatches">The headline is the interval between batches.</param>
/// <param name="MinimumDetectable">Median, as a logarithm.</param>
public sealed record CellResult(Cell Cell, double Covered, double Differs, double HalfWidth, double Rounds, double OfBatches, double MinimumDetectable, IReadOnlyDictionary<string, double> Warnings)
{
    public static readonly string[] WarningNames = ["autocorrelation", "trend", "order", "modes"];

    public static CellResult Of(Cell cell, double truth, IReadOnlyList<StudyResult> studies)
    {
        var effects = studies.Select(s => s.Comparison.LogRatio!).ToArray();
        return new CellResult(cell,
            effects.Average(e => e.Headline.Interval.Contains(truth) ? 1.0 : 0),
            effects.Average(e => e.Headline.Interval.Contains(0) ? 0.0 : 1),
            Math.Exp(Statistics.Median([.. effects.Select(e => e.Headline.Interval.HalfWidth)])) - 1,
            effects.Average(e => e.Rounds),
            effects.Average(e => e.IsOfBatches ? 1.0 : 0),
            Statistics.Median([.. effects.Select(e => e.MinimumDetectable)]),
            studies.SelectMany(s => s.Warnings()).CountBy(w => w).ToDictionary(w => w.Key, w => (double)w.Value / studies.Count));
    }
}
