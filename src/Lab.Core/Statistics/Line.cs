namespace Lab.Core;

public static partial class Statistics
{
    /// <summary>Ordinary least squares.</summary>
    public static (double Slope, double Intercept, double ResidualDeviation) Line(IReadOnlyList<(double X, double Y)> points)
    {
        double meanX = points.Average(p => p.X), meanY = points.Average(p => p.Y);
        var slope = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / points.Sum(p => (p.X - meanX) * (p.X - meanX));
        var intercept = meanY - slope * meanX;
        var squares = points.Sum(p => Math.Pow(p.Y - intercept - slope * p.X, 2));
        return (slope, intercept, points.Count > 2 ? Math.Sqrt(squares / (points.Count - 2)) : 0);
    }
}
