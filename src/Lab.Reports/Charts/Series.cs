using Lab.Core;

namespace Lab.Reports.Charts;

/// <summary>One line of a series.</summary>
/// <param name="Points">In the order of the chart; the place along it is x, from <c>from</c> to <c>to</c>.</param>
public sealed record SeriesLine(string Label, Look Look, IReadOnlyList<(double X, Dot Dot)> Points, bool IsDashed = false)
{
    /// <summary>False where neighbours have nothing to do with each other.</summary>
    public bool HasPath { get; init; } = true;
}

/// <summary>Values in their order: round after round, or step after step.</summary>
public static class Series
{
    const int PlotHeight = 170, AxisHeight = 22, LegendHeight = 20, Top = 8;
    const int MostLines = 150;

    /// <param name="marks">Values of x that are written below.</param>
    /// <param name="mark">How one of them is written.</param>
    /// <param name="breaks">Values of x where something begins anew: a line across.</param>
    public static Chart Draw(string name, string title, string description, Unit? unit, IReadOnlyList<SeriesLine> lines, IReadOnlyList<double> marks, Func<double, string> mark, IReadOnlyList<double> breaks)
    {
        var svg = new Svg();
        var points = lines.SelectMany(l => l.Points).Where(p => double.IsFinite(p.Dot.Value)).ToArray();
        var axis = Axis.Of(unit, [.. points.Select(p => p.Dot.Value)]);
        var along = Along([.. points.Select(p => p.X)]);
        foreach (var tick in axis.Ticks)
            svg.Line(0, Height(axis, tick), 1, Height(axis, tick), "grid").Text(0, Height(axis, tick) - 3, axis.TextOf(tick), "tick halo");
        foreach (var x in breaks)
            svg.Line(along(x), Top, along(x), Top + PlotHeight, "break");
        foreach (var x in marks)
            svg.Text(along(x), Top + PlotHeight + 16, mark(x), along(x) < 0.04 ? "tick" : along(x) > 0.96 ? "tick end" : "tick middle");
        foreach (var line in lines)
            Line(svg, axis, along, line);
        var y = Top + PlotHeight + AxisHeight;
        foreach (var line in lines)
        {
            svg.Begin(line.Look.Class).Mark(0, y + 10, line.Look).Text(0, y + 14, line.Label, "label", right: 10).End();
            y += LegendHeight;
        }
        return new Chart(name, title, description, y, svg.ToString());
    }

    static void Line(Svg svg, Axis axis, Func<double, double> along, SeriesLine line)
    {
        svg.Begin(line.Look.Class);
        if (line.HasPath && line.Points.Count <= MostLines)
            foreach (var (a, b) in line.Points.Zip(line.Points.Skip(1)))
                svg.Line(along(a.X), Height(axis, a.Dot.Value), along(b.X), Height(axis, b.Dot.Value), line.IsDashed ? "path dashed" : "path");
        var every = (line.Points.Count + DotStrip.MostDots - 1) / DotStrip.MostDots;
        foreach (var (index, point) in line.Points.Index())
            if (index % every == 0) svg.Mark(along(point.X), Height(axis, point.Dot.Value), line.Look, line.Points.Count <= MostLines ? point.Dot.Title : null);
        svg.End();
    }

    static double Height(Axis axis, double value) => Top + PlotHeight * (1 - axis.At(value));

    static Func<double, double> Along(double[] places)
    {
        if (places.Length == 0) return _ => 0.5;
        double low = places.Min(), high = places.Max();
        return high > low ? x => 0.015 + 0.97 * (x - low) / (high - low) : _ => 0.5;
    }
}
