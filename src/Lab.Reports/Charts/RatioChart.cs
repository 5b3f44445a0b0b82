using Lab.Core;

namespace Lab.Reports.Charts;

/// <summary>One ratio of a row.</summary>
/// <param name="Place">The ratio in the direction of the chart: above 1 lies to the right.</param>
/// <param name="Interval">Of the place.</param>
public sealed record RatioMark(Look Look, double Place, Interval Interval, string Title);

public sealed record RatioRow(string Label, IReadOnlyList<RatioMark> Marks);

/// <summary>Ratios with their intervals on a logarithmic axis around 1, one row for each thing that was measured.</summary>
public static class RatioChart
{
    const int RowHeight = 34, AxisHeight = 22, TopHeight = 22;

    /// <param name="left">What lies left of 1.</param>
    /// <param name="right">What lies right of it.</param>
    public static Chart Draw(string name, string title, string description, IReadOnlyList<RatioRow> rows, string left, string right)
    {
        var places = rows.SelectMany(r => r.Marks).SelectMany(m => (double[])[m.Place, m.Interval.Low, m.Interval.High]).Where(p => p > 0 && double.IsFinite(p)).Append(1).ToArray();
        var axis = Axis.Logarithmic(null, Math.Min(places.Min(), 0.8), Math.Max(places.Max(), 1.25));
        var bottom = TopHeight + RowHeight * rows.Count;
        var svg = new Svg();
        axis.DrawAcross(svg, TopHeight, bottom);
        var one = axis.At(1);
        svg.Line(one, TopHeight - 4, one, bottom, "one");
        if (one > 0.3) svg.Text(one, 13, $"◂ {left}", "tick end", right: -8);
        if (one < 0.7) svg.Text(one, 13, $"{right} ▸", "tick", right: 8);
        foreach (var (index, row) in rows.Index())
            Row(svg, axis, row, TopHeight + RowHeight * index);
        return new Chart(name, title, description, bottom + AxisHeight, svg.ToString());
    }

    static void Row(Svg svg, Axis axis, RatioRow row, int top)
    {
        svg.Text(0, top + 12, row.Label, "label halo");
        foreach (var mark in row.Marks)
            svg.Begin(mark.Look.Class).Line(axis.At(mark.Interval.Low), top + 23, axis.At(mark.Interval.High), top + 23, "whisker").Mark(axis.At(mark.Place), top + 23, mark.Look, mark.Title).End();
    }
}
