namespace Lab.Core;

/// <summary>An interval and how sure it is: the chance that it covers the true value, for independent samples.</summary>
public sealed record Interval(double Low, double High, double Confidence)
{
    public double HalfWidth => (High - Low) / 2;
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>The same interval on another scale; the scale must be increasing.</summary>
    public Interval To(Func<double, double> scale) => new(scale(Low), scale(High), Confidence);

    /// <summary>Every distance from the value, times the factor.</summary>
    public Interval Widened(double around, double factor) => new(around - factor * (around - Low), around + factor * (High - around), Confidence);
}

/// <summary>A value and the interval that belongs to it.</summary>
public sealed record Estimate(double Value, Interval Interval)
{
    /// <inheritdoc cref="Interval.To"/>
    public Estimate To(Func<double, double> scale) => new(scale(Value), Interval.To(scale));
}
