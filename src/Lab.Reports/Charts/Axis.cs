using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Reports.Charts;

/// <summary>From values to places on a chart, and the values that are written beside it.</summary>
/// <param name="Unit">Of the values; null for ratios.</param>
/// <param name="Low">Value at place 0.</param>
/// <param name="High">Value at place 1.</param>
public sealed partial record Axis(Unit? Unit, bool IsLog, double Low, double High, IReadOnlyList<double> Ticks)
{
    const int MostTicks = 5, LongestTick = 14;
    /// <summary>Values further apart than this factor are drawn on a logarithmic axis.</summary>
    const double Wide = 20;
    const double Room = 0.04;

    /// <summary>The place of a value, from 0 to 1; what lies beyond the axis stands at its end.</summary>
    public double At(double value)
    {
        var place = IsLog ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
        return double.IsNaN(place) ? 0 : Math.Clamp(place, 0, 1);
    }

    /// <summary>Logarithmic where the values are far apart, else linear; from zero unless they all lie close together.</summary>
    public static Axis Of(Unit? unit, IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return Linear(unit, 0, 1);
        double low = values.Min(), high = values.Max();
        if (low > 0 && high / low > Wide) return Logarithmic(unit, low, high);
        var span = high - low;
        return low > 0 && span < low / 2 && span > 0 ? Linear(unit, low - Room * span, high + Room * span) : Linear(unit, Math.Min(0, low), high + Room * span);
    }

    /// <summary>A linear axis whose steps are 1, 2 or 5 times a power of ten of the unit that the values are printed in.</summary>
    public static Axis Linear(Unit? unit, double low, double high)
    {
        if (!(high > low)) high = low + Math.Max(1, Math.Abs(low));
        var scale = unit is Core.Unit.Bytes or Core.Unit.BytesPerSecond ? Math.Pow(1024, Math.Clamp(Math.Floor(Math.Log(Math.Max(1, high)) / Math.Log(1024)), 0, 3)) : 1;
        var step = Nice((high - low) / scale / MostTicks) * scale;
        var first = Math.Ceiling(low / step - 1e-9);
        return new Axis(unit, false, low, high, [.. Enumerable.Range(0, MostTicks + 2).Select(i => (first + i) * step).Where(t => t <= high + 1e-9 * step)]);
    }

    /// <summary>A logarithmic axis: powers of ten, with 2 and 5 between them where there are few; of bytes powers of two.</summary>
    /// <param name="low">Above 0.</param>
    public static Axis Logarithmic(Unit? unit, double low, double high)
    {
        var room = Math.Max(Math.Pow(high / low, Room), 1.02);
        (low, high) = (low / room, high * room);
        return new Axis(unit, true, low, high, unit is Core.Unit.Bytes or Core.Unit.BytesPerSecond ? Powers(2, low, high) : Decimal(low, high));
    }

    static IReadOnlyList<double> Decimal(double low, double high)
    {
        var powers = Powers(10, low, high);
        if (powers.Count >= 3) return powers;
        var first = (int)Math.Floor(Math.Log10(low));
        double[] all = [.. Enumerable.Range(first, (int)Math.Ceiling(Math.Log10(high)) - first + 1).SelectMany(e => ((double[])[1, 2, 5]).Select(m => m * Math.Pow(10, e))).Where(t => t >= low && t <= high)];
        return all.Length >= 2 ? all : Linear(null, low, high).Ticks;
    }

    static IReadOnlyList<double> Powers(double power, double low, double high)
    {
        int first = (int)Math.Ceiling(Math.Log(low, power) - 1e-9), last = (int)Math.Floor(Math.Log(high, power) + 1e-9);
        var step = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)MostTicks));
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(e => e % step == 0).Select(e => Math.Pow(power, e))];
    }

    static double Nice(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * (step / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 };
    }

    /// <summary>A value as it is written beside the axis: as everywhere, without the zeros that say nothing.</summary>
    public string TextOf(double value)
    {
        var text = Zeros().Replace(Unit is { } unit ? Format.Value(unit, value) : $"{Format.Digits(value)}×", "$1");
        return text.Length <= LongestTick ? text : value.ToString("0.#E+0", CultureInfo.InvariantCulture);
    }

    /// <summary>Lines across the chart at the ticks, and their values below it.</summary>
    /// <param name="top">Where the lines begin.</param>
    /// <param name="bottom">Where they end; the values stand 14 pixels below.</param>
    internal void DrawAcross(Svg svg, double top, double bottom)
    {
        foreach (var tick in Ticks)
        {
            var x = At(tick);
            svg.Line(x, top, x, bottom, "grid").Text(x, bottom + 14, TextOf(tick), x < 0.06 ? "tick" : x > 0.94 ? "tick end" : "tick middle");
        }
    }

    [GeneratedRegex(@"\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)")]
    private static partial Regex Zeros();
}
