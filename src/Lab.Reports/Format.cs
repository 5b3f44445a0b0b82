using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Reports;

/// <summary>Numbers and foreign text for people. Units are scaled here and nowhere else; three significant digits.</summary>
public static partial class Format
{
    const int LongestText = 300;

    public static string Value(Unit unit, double value) => unit switch
    {
        Unit.Seconds => Time(value),
        Unit.Bytes => Bytes(value),
        Unit.PerSecond => $"{Digits(value)} /s",
        Unit.BytesPerSecond => $"{Bytes(value)}/s",
        _ => Digits(value),
    };

    /// <summary>The base unit, for files.</summary>
    public static string Name(Unit unit) => unit switch { Unit.Seconds => "seconds", Unit.Bytes => "bytes", Unit.PerSecond => "per-second", Unit.BytesPerSecond => "bytes-per-second", _ => "count" };

    static string Time(double value) => Math.Abs(value) switch
    {
        0 => "0 s",
        < 0.9995e-6 => $"{Digits(value * 1e9)} ns",
        < 0.9995e-3 => $"{Digits(value * 1e6)} µs",
        < 0.9995 => $"{Digits(value * 1e3)} ms",
        _ => $"{Digits(value)} s",
    };

    static string Bytes(double value) => Math.Abs(value) switch
    {
        < 1023.5 => $"{Digits(value)} B",
        < 1023.5 * (1 << 10) => $"{Digits(value / (1 << 10))} KiB",
        < 1023.5 * (1 << 20) => $"{Digits(value / (1 << 20))} MiB",
        _ => $"{Digits(value / (1 << 30))} GiB",
    };

    /// <summary>Median with its interval, in one unit: "161 ms (150–178)".</summary>
    public static string Level(Level? level, Texts texts) => level is null ? texts.Of("value.not-measured")
        : level.Samples.Count == 1 ? texts.Of("value.one-value", ("value", new Quantity(level.Metric.Unit, level.Median)))
        : Value(level.Metric.Unit, level.Median, level.Interval);

    /// <summary>The interval's unit stands once where all three numbers share it.</summary>
    public static string Value(Unit unit, double value, Interval interval)
    {
        var (median, low, high) = (Value(unit, value), Value(unit, interval.Low), Value(unit, interval.High));
        string Bare(string text) => UnitOf(low) == UnitOf(median) && UnitOf(high) == UnitOf(median) ? text.Split(' ')[0] : text;
        return $"{median} ({Bare(low)}–{Bare(high)})";
    }

    static string UnitOf(string text) => text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? text[space..] : "";

    public static string Ratio(Comparison? comparison, Texts texts) => comparison?.Paired.Ratio is null ? texts.Of("value.not-measured")
        : comparison.Rounds == 1 ? texts.Of("value.one-round", ("ratio", comparison.Ratio))
        : Times(comparison.Paired.Ratio);

    public static string Times(Estimate ratio) => $"{Digits(ratio.Value)}× ({Digits(ratio.Interval.Low)}–{Digits(ratio.Interval.High)})";

    /// <summary>A share as a percentage, with the fewer decimals the larger it is.</summary>
    public static string Share(double share) => $"{(share * 100).ToString(share < 0.00995 ? "0.##" : share < 0.0995 ? "0.#" : "N0", CultureInfo.InvariantCulture)} %";

    /// <summary>A cost: a factor, or an amount of its own unit.</summary>
    public static string Estimate(Unit unit, bool isRatio, Estimate estimate, Texts texts)
    {
        string One(double value) => isRatio ? $"{Digits(value)}×" : Value(unit, value);
        return texts.Of("value.interval", ("value", One(estimate.Value)), ("low", One(estimate.Interval.Low)), ("high", One(estimate.Interval.High)));
    }

    public static string Digits(double value)
    {
        if (value == 0) return "0";
        if (Math.Abs(value) >= Longest) return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        var decimals = Decimals(value);
        // 99.96 is 100 once rounded, and has a decimal less then.
        return value.ToString("N" + Decimals(Math.Round(value, decimals)), CultureInfo.InvariantCulture);
    }

    /// <summary>No quantity that can be measured has more digits; a ratio of made-up values may have hundreds.</summary>
    const double Longest = 1e15;

    static int Decimals(double value) => Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15);

    /// <summary>Text from outside, made harmless in Markdown and so in HTML: on one line, no markup, no direction marks, cut when very long.</summary>
    public static string Foreign(string text, int longest = LongestText)
    {
        var result = new StringBuilder();
        foreach (var rune in Plain(text, longest).EnumerateRunes())
            result.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' => $"\\{rune}",
                _ => rune.ToString(),
            });
        return BlockMark().Replace(result.ToString(), "\\$0");
    }

    /// <summary>A command or other text from outside as a Markdown code span.</summary>
    public static string Code(string text, int longest = LongestText) => $"`{Plain(text, longest).Replace('`', '\'')}`";

    /// <summary>One line without control characters and direction marks, cut when very long.</summary>
    public static string Plain(string text, int longest = 2 * LongestText)
    {
        var runes = text.EnumerateRunes().Take(longest + 1).ToArray();
        var kept = runes.Take(longest).Select(rune =>
            rune.Value is '\n' or '\r' or '\t' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? " "
            : Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? ""
            : rune.ToString());
        return string.Concat(kept).Trim() + (runes.Length > longest ? "…" : "");
    }

    /// <summary>What would begin a heading, a list or a rule at the start of a line.</summary>
    [GeneratedRegex(@"^(?:[#=]|[+-](?![\d.]))|(?<=^\d{1,9})[.)](?=\s|$)")]
    private static partial Regex BlockMark();
}
