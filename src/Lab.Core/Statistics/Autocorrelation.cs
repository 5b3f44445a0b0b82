namespace Lab.Core;

/// <summary>How much a round resembles the one before it. A shift between batches shows here too.</summary>
/// <param name="First">Lag-1 autocorrelation about the mean of the series.</param>
/// <param name="EffectiveRounds">n(1 − r)/(1 + r): independent rounds that would say as much.</param>
/// <param name="Flag">True if |r| is over 2/√n: more than chance gives independent rounds. Both formulas: Box, Jenkins, Reinsel, Time Series
/// Analysis, 4th edition, chapter 2; the effective number is that of a first-order autoregressive series.</param>
public sealed record Autocorrelation(double First, double EffectiveRounds, bool Flag, int Rounds)
{
    /// <summary>What an interval that took the rounds for independent must be widened by; never below 1, so that nothing becomes narrower.</summary>
    public double Widening => Flag ? Math.Max(1, Math.Sqrt(Rounds / EffectiveRounds)) : 1;

    /// <param name="series">In the order of time.</param>
    public static Autocorrelation Of(IReadOnlyList<double> series)
    {
        var mean = series.Average();
        var squares = series.Sum(v => (v - mean) * (v - mean));
        var first = squares == 0 ? 0 : series.Zip(series.Skip(1), (a, b) => (a - mean) * (b - mean)).Sum() / squares;
        return new Autocorrelation(first, series.Count * (1 - first) / (1 + first), Math.Abs(first) > 2 / Math.Sqrt(series.Count), series.Count);
    }
}
