using Lab.Core;
using MathNet.Numerics.Random;

namespace Simulation;

/// <summary>One kind of study, of two platforms, with a known answer.</summary>
/// <param name="Noise">Of the platform.</param>
/// <param name="Against">Noise of what it is compared with.</param>
/// <param name="Rounds">In each batch; the most of them where a rule stops the study.</param>
public sealed record Cell(string Name, Noise Noise, Noise Against, int Rounds, int Batches = 1)
{
    /// <summary>Logarithm of the true ratio.</summary>
    public double LogRatio { get; init; }
    /// <summary>Standard deviation of a batch's own shift of the log-ratio.</summary>
    public double BatchEffect { get; init; }
    /// <summary>Every visit is slower than the last by this share, whichever platform it is of.</summary>
    public double DriftPerVisit { get; init; }
    /// <summary>The platform alone changes by this share a round, around the middle of the study.</summary>
    public double DriftPerRound { get; init; }
    /// <summary>Dependence of a round's shift of the log-ratio on that of the round before; the shift has the deviation <see cref="Wander"/>.</summary>
    public double Autoregression { get; init; }
    public double Wander { get; init; }
    public StoppingRule? Rule { get; init; }

    /// <summary>So many studies; the same seed gives the same ones.</summary>
    public CellResult Run(int studies, int seed)
    {
        var random = new Xoshiro256StarStar(Name.Aggregate(seed, (hash, letter) => unchecked(hash * 31 + letter)));
        var truth = LogRatio + Noise.Centre(Noise, Against, random);
        return CellResult.Of(this, truth, [.. Enumerable.Range(0, studies).Select(_ => Study(random))]);
    }

    /// <summary>The log-ratios of the rounds; the two platforms' visits with their values.</summary>
    StudyResult Study(Random random)
    {
        List<Sample> platform = [], against = [];
        List<RoundValue> logRatios = [];
        double place = 0, wander = 0;
        for (var batch = 1; batch <= Batches; batch++)
        {
            var shift = BatchEffect * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
            for (var round = 1; round <= Rounds; round++)
            {
                var innovation = MathNet.Numerics.Distributions.Normal.Sample(random, 0, Wander);
                wander = round == 1 ? innovation : Autoregression * wander + Math.Sqrt(1 - Autoregression * Autoregression) * innovation;
                var second = random.Next(2);
                double Drift(int order) => DriftPerVisit * (place + order);
                var one = LogRatio + shift + wander + DriftPerRound * (round - (Rounds + 1) / 2.0) + Noise.Draw(random) + Drift(second);
                var other = Against.Draw(random) + Drift(1 - second);
                place += 2;
                platform.Add(new Sample(new Visit(batch, round, 1 + second, "platform", false), Math.Exp(one)));
                against.Add(new Sample(new Visit(batch, round, 2 - second, "against", false), Math.Exp(other)));
                logRatios.Add(new RoundValue(batch, round, one - other));
                if (Rule?.Decide(logRatios) is Stop) return new StudyResult(platform, against);
            }
        }
        return new StudyResult(platform, against);
    }
}
