using System.Globalization;
using System.Text;
using Lab.Core;

namespace Lab.Reports;

/// <summary>Numbers and foreign text for people. Units are scaled here and nowhere else; three significant digits.</summary>
public static class Format
{
    public const string NotMeasured = "not measured";
    const int LongestText = 300;

    public static string Value(Unit unit, double value) => unit switch
    {
        Unit.Seconds => Math.Abs(value) < 1 ? $"{Digits(value * 1e3)} ms" : $"{Digits(value)} s",
        Unit.Bytes => Bytes(value),
        Unit.PerSecond => $"{Digits(value)} /s",
        _ => Digits(value),
    };

    static string Bytes(double value) => Math.Abs(value) switch
    {
        < 1 << 10 => $"{Digits(value)} B",
        < 1 << 20 => $"{Digits(value / (1 << 10))} KiB",
        < 1 << 30 => $"{Digits(value / (1 << 20))} MiB",
        _ => $"{Digits(value / (1 << 30))} GiB",
    };

    /// <summary>Median with its interval, in one unit: "161 ms (150–178)".</summary>
    public static string Level(Level? level)
    {
        if (level is null) return NotMeasured;
        var median = Value(level.Metric.Unit, level.Median);
        var (low, high) = (Value(level.Metric.Unit, level.Interval.Low), Value(level.Metric.Unit, level.Interval.High));
        // The interval's unit stands once where all three share it.
        string Bare(string text) => UnitOf(low) == UnitOf(median) && UnitOf(high) == UnitOf(median) ? text.Split(' ')[0] : text;
        return level.Samples.Count == 1 ? $"{median} (one value)" : $"{median} ({Bare(low)}–{Bare(high)})";
    }

    static string UnitOf(string text) => text[text.IndexOf(' ', StringComparison.Ordinal)..];

    public static string Ratio(Comparison? comparison) => comparison is null ? NotMeasured
        : comparison.Rounds == 1 ? $"{Digits(comparison.Ratio)}× (one round)"
        : $"{Digits(comparison.Ratio)}× ({Digits(comparison.Interval.Low)}–{Digits(comparison.Interval.High)})";

    public static string Digits(double value)
    {
        if (value == 0) return "0";
        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString("N" + decimals, CultureInfo.InvariantCulture);
    }

    /// <summary>Text from outside, made harmless in Markdown and so in HTML: on one line, no markup, no direction marks, cut when very long.</summary>
    public static string Foreign(string text, int longest = LongestText)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(longest))
            result.Append(rune.Value switch
            {
                '\n' or '\r' or '\t' => " ",
                _ when Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format => "",
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' => $"\\{rune}",
                _ => rune.ToString(),
            });
        return result.Append(text.EnumerateRunes().Skip(longest).Any() ? "…" : "").ToString();
    }
}
