using Lab.Core;

namespace Lab.Reports.Pages;

/// <summary>A number as it stands on the page.</summary>
/// <param name="Of">What --explain is asked for it.</param>
/// <param name="Part">Empty for the number itself; low or high of its interval; or BATCH.ROUND of one value behind it.</param>
/// <param name="Value">In base units.</param>
/// <param name="Text">As it is read.</param>
public sealed record Figure(string Of, string Part, double Value, string Text);

/// <summary>A number with its interval; without one where there is a single value.</summary>
public sealed record Figures(Figure Value, Figure? Low, Figure? High)
{
    public static Figures Of(Level level) => level.Samples.Count == 1
        ? One($"{level.Metric.Id} {level.Platform}", level.Metric.Unit, level.Median)
        : Of($"{level.Metric.Id} {level.Platform}", level.Metric.Unit, new Estimate(level.Median, level.Interval));

    /// <returns>Null where no ratio exists.</returns>
    public static Figures? Of(Comparison? comparison) => comparison?.Paired.Ratio is not { } ratio ? null
        : comparison.Rounds == 1 ? One(NameOf(comparison), null, ratio.Value)
        : Of(NameOf(comparison), null, ratio);

    static string NameOf(Comparison comparison) => $"{comparison.Metric.Id} {comparison.Platform}/{comparison.Against}";

    /// <param name="unit">Null for a ratio.</param>
    public static Figures One(string of, Unit? unit, double value) => new(new Figure(of, "", value, Text(unit, value)), null, null);

    /// <summary>The unit stands once where all three numbers share it.</summary>
    public static Figures Of(string of, Unit? unit, Estimate estimate)
    {
        var (value, low, high) = (Text(unit, estimate.Value), Text(unit, estimate.Interval.Low), Text(unit, estimate.Interval.High));
        var shared = UnitOf(low) == UnitOf(value) && UnitOf(high) == UnitOf(value);
        string Bare(string text) => unit is null ? text[..^1] : shared ? text.Split(' ')[0] : text;
        return new Figures(new Figure(of, "", estimate.Value, value), new Figure(of, "low", estimate.Interval.Low, Bare(low)), new Figure(of, "high", estimate.Interval.High, Bare(high)));
    }

    static string Text(Unit? unit, double value) => unit is { } known ? Format.Value(known, value) : $"{Format.Digits(value)}×";

    static string UnitOf(string text) => text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? text[space..] : "";
}

/// <summary>A whole sentence of the page: its key, and what stands in its places: figures, platforms by id, or texts.</summary>
public sealed record Sentence(string Key, params IReadOnlyList<(string Name, object Value)> Arguments);

/// <summary>A platform in a sentence.</summary>
public sealed record PlatformName(string Id);
