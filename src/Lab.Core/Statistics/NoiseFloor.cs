namespace Lab.Core;

/// <summary>What a comparison of a platform with itself shows: differences that the lab could not tell from none.</summary>
/// <param name="HalfWidth">Half-width of the headline interval as a share, for example 0.03.</param>
/// <param name="MinimumDetectable">Smallest difference, as a share, that as many rounds show in 80 % of studies: <see cref="Effect.MinimumDetectable"/>.</param>
/// <param name="Rounds">Rounds that it was found in.</param>
/// <param name="CoversOne">False if the platform differs from itself: chance does that in one of twenty, a fault of the method always.</param>
public sealed record NoiseFloor(double HalfWidth, double MinimumDetectable, int Rounds, bool CoversOne)
{
    /// <param name="same">One platform under two names.</param>
    /// <returns>Null below six rounds or where no ratio exists.</returns>
    public static NoiseFloor? Of(PairedComparison same) => same.Rounds < Statistics.LeastForInterval || same.LogRatio is not { } effect ? null :
        new NoiseFloor(Math.Exp(effect.Headline.Interval.HalfWidth) - 1, Math.Exp(effect.MinimumDetectable) - 1, same.Rounds, effect.Headline.Interval.Contains(0));
}
