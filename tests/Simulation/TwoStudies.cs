using Lab.Core;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Simulation;

/// <summary>Two studies of one platform, compared as <c>lab compare</c> does: from the median of each batch's logarithms.</summary>
/// <param name="Noise">How a value scatters from round to round.</param>
/// <param name="Rounds">In each batch.</param>
/// <param name="BatchEffect">Standard deviation of a batch's own shift of the logarithm.</param>
public sealed record TwoStudies(string Name, Noise Noise, int Before, int After, int Rounds, double BatchEffect)
{
    /// <summary>Logarithm of the true ratio, after / before.</summary>
    public double LogRatio { get; init; }

    static readonly Noise Lognormal = Noise.Lognormal(0.07);

    public static IEnumerable<(TwoStudies Pair, string Target)> All(Func<TwoStudies, ShiftResult> pilot) =>
    [
        .. from noise in (Noise[])[Lognormal, Noise.Skewed, Noise.Bimodal] from batches in (int[])[2, 3, 5, 10] select (Same(noise, batches, batches), "≥ 93 % covered, ≤ 6.5 % differ"),
        (Same(Lognormal, 3, 10), "≥ 93 % covered, ≤ 6.5 % differ"),
        .. from batches in (int[])[3, 5] let same = Same(Lognormal, batches, batches)
           select (same with { Name = $"{same.Name}, small difference", LogRatio = pilot(same).MinimumDetectable }, "about 80 % differ"),
    ];

    public static TwoStudies Same(Noise noise, int before, int after) => new($"{noise.Name}, {(before == after ? $"{before}" : $"{before} and {after}")} × 6 rounds", noise, before, after, 6, 0.05);

    /// <summary>So many pairs of studies; the same seed gives the same ones.</summary>
    public ShiftResult Run(int pairs, int seed)
    {
        var random = new Xoshiro256StarStar(Name.Aggregate(seed, (hash, letter) => unchecked(hash * 31 + letter)));
        BatchShift[] shifts = [.. Enumerable.Range(0, pairs).Select(_ => BatchShift.Of(Batches(random, Before, 0), Batches(random, After, LogRatio))!)];
        return new ShiftResult(
            shifts.Average(s => s.Shift.Interval.Contains(LogRatio) ? 1.0 : 0), shifts.Average(s => s.Shift.Interval.Contains(0) ? 0.0 : 1),
            Math.Exp(Statistics.Median([.. shifts.Select(s => s.Shift.Interval.HalfWidth)])) - 1, Statistics.Median([.. shifts.Select(s => s.MinimumDetectable)]));
    }

    double[] Batches(Random random, int batches, double shift) =>
    [
        .. Enumerable.Range(0, batches).Select(_ => shift + BatchEffect * Normal.Sample(random, 0, 1))
            .Select(batch => batch + Statistics.Median([.. Enumerable.Range(0, Rounds).Select(_ => Noise.Draw(random))])),
    ];
}

/// <param name="HalfWidth">Median, as a share of the ratio.</param>
/// <param name="MinimumDetectable">Median, as a logarithm.</param>
public sealed record ShiftResult(double Covered, double Differs, double HalfWidth, double MinimumDetectable);
