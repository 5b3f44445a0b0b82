using Lab.Core;

namespace Lab.Reports.Charts;

/// <summary>One row of a dot strip.</summary>
/// <param name="Value">The median in words; it stands at the end of the row.</param>
/// <param name="Level">Null where nothing was measured: then <paramref name="Value"/> says so in a hatched field.</param>
public sealed record Strip(string Label, string Value, Look Look, StripLevel? Level);

/// <param name="Dots">Every value.</param>
/// <param name="Interval">Of the median.</param>
public sealed record StripLevel(IReadOnlyList<Dot> Dots, double Median, Interval Interval);

/// <summary>Every value as a mark, the median as a bar, its interval as a band: one row for each platform, all on one axis.</summary>
public static class DotStrip
{
    const int RowHeight = 48, AxisHeight = 22, Step = 4, Bins = 170, Reach = 2;
    /// <summary>Of more values than this so many quantiles are drawn.</summary>
    public const int MostDots = 400;
    /// <summary>Of more values than this the marks say nothing when pointed at.</summary>
    public const int MostTitles = 60;

    public static Chart Draw(string name, string title, string description, Unit? unit, IReadOnlyList<Strip> strips)
    {
        var axis = Axis.Of(unit, [.. strips.Select(s => s.Level).OfType<StripLevel>().SelectMany(l => l.Dots.Select(d => d.Value).Append(l.Median).Append(l.Interval.Low).Append(l.Interval.High)).Where(double.IsFinite)]);
        var bottom = RowHeight * strips.Count;
        var svg = new Svg();
        axis.DrawAcross(svg, 4, bottom);
        foreach (var (index, strip) in strips.Index())
            Row(svg, axis, strip, RowHeight * index);
        return new Chart(name, title, description, bottom + AxisHeight, svg.ToString());
    }

    static void Row(Svg svg, Axis axis, Strip strip, int top)
    {
        var middle = top + 32;
        svg.Begin($"row {strip.Look.Class}").Mark(0, top + 11, strip.Look).Text(0, top + 15, strip.Label, "label", right: 10);
        if (strip.Level is not { } level)
        {
            svg.Box(0, middle - 8, 1, 16, "missing").Text(0, middle + 4, strip.Value, "missing-text", right: 8).End();
            return;
        }
        svg.Text(1, top + 15, strip.Value, "value end");
        svg.Line(0, middle, 1, middle, "rail");
        svg.Box(axis.At(level.Interval.Low), middle - 6, axis.At(level.Interval.High) - axis.At(level.Interval.Low), 12, "band");
        Dots(svg, axis, level.Dots, strip.Look, middle);
        svg.Line(axis.At(level.Median), middle - 11, axis.At(level.Median), middle + 11, "median").End();
    }

    /// <summary>Marks that would lie on each other are put above and below the line in turn.</summary>
    static void Dots(Svg svg, Axis axis, IReadOnlyList<Dot> dots, Look look, int middle)
    {
        var taken = new Dictionary<int, int>();
        foreach (var dot in Thinned(dots))
        {
            var x = axis.At(dot.Value);
            var bin = (int)(x * Bins);
            var place = taken[bin] = taken.GetValueOrDefault(bin, -1) + 1;
            svg.Mark(x, middle + Step * Offset(place % (2 * Reach + 1)), look, dots.Count <= MostTitles ? dot.Title : null);
        }
    }

    static int Offset(int place) => place % 2 == 1 ? -(place + 1) / 2 : place / 2;

    static IEnumerable<Dot> Thinned(IReadOnlyList<Dot> dots)
    {
        if (dots.Count <= MostDots) return dots;
        var sorted = dots.OrderBy(d => d.Value).ToArray();
        return Enumerable.Range(0, MostDots).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / (MostDots - 1))]);
    }
}
