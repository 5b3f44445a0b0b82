using Lab.Core;

namespace Lab.Reports;

/// <summary>The noise floor as a table; the console and the report print the same.</summary>
public static class NoiseTable
{
    /// <summary>What the columns mean.</summary>
    public static readonly Message Reading = new("noise.reading");

    public static IReadOnlyList<string> Columns(Texts texts) =>
        [texts.Of("noise.column.metric"), texts.Of("noise.column.floor"), texts.Of("noise.column.detectable"), texts.Of("noise.column.rounds"), texts.Of("noise.column.covers-one")];

    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<MetricNoise> noise, Texts texts) =>
        [.. noise.Select(n => (IReadOnlyList<string>)[texts.Of("noise.row", ("metric", n.Metric), ("platform", n.Platform)), $"± {Format.Share(n.Floor.HalfWidth)}", Format.Share(n.Floor.MinimumDetectable), $"{n.Floor.Rounds}",
            n.Floor.CoversOne ? texts.Of("noise.covers-one") : texts.Of("noise.leaves-one-out")])];
}
