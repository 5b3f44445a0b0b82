using Lab.Core;
using MathNet.Numerics.Distributions;

namespace Simulation;

/// <summary>How the logarithm of a platform's value scatters from visit to visit.</summary>
public sealed record Noise(string Name, Func<Random, double> Draw)
{
    public static Noise Lognormal(double deviation) => new($"lognormal {deviation}", random => Normal.Sample(random, 0, deviation));

    /// <summary>A fixed time and an exponential one, 30 % of it on average, on top: no visit is faster than the fixed time.</summary>
    public static readonly Noise Skewed = new("skewed", random => Math.Log(1 + Exponential.Sample(random, 1 / 0.3)));

    /// <summary>Four in five visits around 1, one in five around 1.5.</summary>
    public static readonly Noise Bimodal = new("bimodal 80/20", random => Normal.Sample(random, 0, 0.05) + (random.NextDouble() < 0.2 ? Math.Log(1.5) : 0));

    /// <summary>What the Hodges-Lehmann estimate of one noise less the other tends to: its value in a very large sample; zero by symmetry where both are the same.</summary>
    public static double Centre(Noise one, Noise other, Random random) => one == other ? 0
        : Statistics.ShiftOf([.. Enumerable.Range(0, 400_000).Select(_ => one.Draw(random) - other.Draw(random))]).Shift;
}
