namespace Lab.Core;

/// <summary>When a study has enough rounds: decided before it, by the width of the headline interval and never by what it shows. Hoefler and Belli,
/// Scientific Benchmarking of Parallel Computing Systems, SC'15, section 4.2.2. A least number of rounds, a step between looks, and a second look
/// keep the interval's coverage: one look alone also catches rounds that happened to be alike (docs/coverage.md).</summary>
/// <param name="Precision">Half-width, as a share of the ratio, that is enough.</param>
/// <param name="Minimum">Rounds before the first look, over all batches; warm-up is not counted.</param>
/// <param name="Every">Rounds between looks.</param>
/// <param name="Maximum">Rounds after which the study ends anyway.</param>
/// <param name="Looks">Looks in a row at which the interval must be narrow enough.</param>
/// <param name="Batches">Batches before the first look.</param>
public sealed record StoppingRule(double Precision = 0.05, int Minimum = 10, int Every = 5, int Maximum = 50, int Looks = 2, int Batches = 1)
{
    /// <summary>Never ends a study; only its time does.</summary>
    public static StoppingRule None { get; } = new(Minimum: int.MaxValue, Maximum: int.MaxValue);

    /// <param name="logRatios">Of the headline comparison, all rounds so far.</param>
    /// <param name="budgetLeft">False if the time does not allow another round.</param>
    public StoppingDecision Decide(IEnumerable<RoundValue> logRatios, bool budgetLeft = true)
    {
        var rounds = logRatios.OrderBy(r => r.Batch).ThenBy(r => r.Round).ToArray();
        StopReason? reason = Enumerable.Range(0, Looks).All(look => IsPrecise(rounds, rounds.Length - look * Every)) ? StopReason.PrecisionReached
            : rounds.Length >= Maximum ? StopReason.Maximum
            : budgetLeft ? null : StopReason.Budget;
        return reason is { } end ? new Stop(end, HalfWidth(rounds)) : new Continue();
    }

    bool IsPrecise(RoundValue[] rounds, int count) =>
        count >= Minimum && (count - Minimum) % Every == 0 && rounds.Take(count).Select(r => r.Batch).Distinct().Count() >= Batches && HalfWidth(rounds[..count]) <= Precision;

    static double HalfWidth(RoundValue[] rounds) =>
        rounds.Length < Statistics.LeastForInterval ? double.PositiveInfinity : Math.Exp(Effect.Of(rounds).Headline.Interval.HalfWidth) - 1;
}

/// <summary>What to do after a round.</summary>
public abstract record StoppingDecision
{
    private protected StoppingDecision() { }
}

public sealed record Continue : StoppingDecision;

/// <param name="HalfWidth">Reached so far, as a share; infinite below six rounds.</param>
public sealed record Stop(StopReason Reason, double HalfWidth) : StoppingDecision;

public enum StopReason { PrecisionReached, Maximum, Budget }
