using Lab.Core;

namespace Lab.Reports.Charts;

/// <summary>A part of a bar.</summary>
/// <param name="Kind">From 0: its colour, and its number in the legend.</param>
/// <param name="IsHatched">True for what belongs to the emulator, or cannot be told apart.</param>
public sealed record Segment(int Kind, double From, double To, string Title, bool IsHatched = false);

/// <summary>One bar: parts one after the other, and single values below it.</summary>
/// <param name="Value">The whole in words.</param>
public sealed record Bar(string Label, string Value, Look Look, IReadOnlyList<Segment> Segments, IReadOnlyList<Dot> Dots)
{
    public double End => Segments.Count == 0 ? 0 : Segments.Max(s => s.To);
}

/// <summary>What a colour and number stand for.</summary>
public sealed record Kind(int Number, string Text, bool IsHatched = false);

/// <summary>Bars of parts: a timeline of each platform, or a ledger that adds up. Where some bars are too short to be seen beside the longest, a second
/// panel has these alone, on an axis of their own.</summary>
public static class SegmentedBars
{
    /// <summary>Bars shorter than this share of the longest get a panel of their own.</summary>
    const double Short = 0.12;
    const int TitleHeight = 26, RowHeight = 46, DotsHeight = 16, AxisHeight = 26, LegendHeight = 20;
    const int MostDots = 60;

    /// <param name="all">Title of the first panel.</param>
    /// <param name="enlarged">Title of the second one.</param>
    public static Chart Draw(string name, string title, string description, Unit unit, IReadOnlyList<Bar> bars, IReadOnlyList<Kind> kinds, string all, string enlarged)
    {
        var svg = new Svg();
        var longest = bars.Select(b => b.End).DefaultIfEmpty(0).Max();
        var shorter = bars.Where(b => b.Segments.Count > 0 && b.End < Short * longest).ToArray();
        var y = Panel(svg, bars, unit, shorter.Length > 0 ? all : "", 0);
        if (shorter.Length > 0) y = Panel(svg, shorter, unit, enlarged, y + 10);
        foreach (var kind in kinds)
        {
            svg.Box(0, y + 5, 0.03, 12, Style(kind.Number, kind.IsHatched)).Text(0.03, y + 15, $"{kind.Number + 1}  {kind.Text}", "label", right: 8);
            y += LegendHeight;
        }
        return new Chart(name, title, description, y, svg.ToString());
    }

    static int Panel(Svg svg, IReadOnlyList<Bar> bars, Unit unit, string title, int top)
    {
        var axis = Axis.Linear(unit, 0, bars.SelectMany(b => b.Dots.Select(d => d.Value).Append(b.End)).DefaultIfEmpty(0).Max() * 1.02);
        var height = RowHeight + (bars.Any(b => b.Dots.Count > 0) ? DotsHeight : 0);
        if (title.Length > 0)
        {
            svg.Text(0, top + 16, title, "panel");
            top += TitleHeight;
        }
        axis.DrawAcross(svg, top + 2, top + height * bars.Count);
        foreach (var bar in bars)
        {
            Row(svg, axis, bar, top);
            top += height;
        }
        return top + AxisHeight;
    }

    static void Row(Svg svg, Axis axis, Bar bar, int top)
    {
        svg.Begin($"row {bar.Look.Class}").Mark(0, top + 11, bar.Look).Text(0, top + 15, bar.Label, "label", right: 10);
        if (bar.Segments.Count == 0)
        {
            svg.Box(0, top + 21, 1, 18, "missing").Text(0, top + 34, bar.Value, "missing-text", right: 8).End();
            return;
        }
        svg.Text(1, top + 15, bar.Value, "value end");
        foreach (var segment in bar.Segments)
        {
            double from = axis.At(segment.From), to = axis.At(segment.To);
            svg.Box(from, top + 21, to - from, 18, Style(segment.Kind, segment.IsHatched), segment.Title);
            if (to - from > 0.035) svg.Text((from + to) / 2, top + 34, $"{segment.Kind + 1}", segment.IsHatched ? "number middle" : $"number n{segment.Kind % Kinds} middle");
        }
        foreach (var dot in bar.Dots.Take(MostDots))
            svg.Mark(axis.At(dot.Value), top + 48, bar.Look, dot.Title);
        svg.End();
    }

    const int Kinds = 8;

    static string Style(int kind, bool isHatched) => isHatched ? "segment hatched" : $"segment k{kind % Kinds}";
}
