namespace Lab.Core;

/// <summary>What a comparison allows to be said. There is no "no difference": it cannot be shown.</summary>
public abstract record Verdict
{
    private protected Verdict() { }

    /// <summary>More failed attempts than this on one side, and the successful ones no longer stand for the platform.</summary>
    public const double MostFailures = 0.05;

    /// <param name="platform">Of the platform, for its failures.</param>
    /// <param name="against">Of what it is compared with.</param>
    /// <param name="leastBatches">Batches without which nothing is claimed: 1 inside a study, 2 between studies.</param>
    public static Verdict Of(PairedComparison comparison, Summary platform, Summary against, Better better, PracticalEquivalence region, int leastBatches = 1)
    {
        if (Math.Max(platform.FailureShare.Value, against.FailureShare.Value) > MostFailures) return new NoClaim(NoClaimReason.Failures);
        if (comparison.Rounds < Statistics.LeastForInterval) return new NoClaim(NoClaimReason.FewRounds);
        if (comparison.Batches < leastBatches) return new NoClaim(NoClaimReason.FewBatches);
        if (comparison.LogRatio is not { } effect) return new NoClaim(NoClaimReason.NoRatio);
        return Of(effect.Headline, better, region, () => new NotDistinguishable(Math.Exp(effect.MinimumDetectable) - 1, region, effect.RoundsFor(region.Log)));
    }

    /// <param name="logRatio">With its interval.</param>
    /// <param name="unclear">The verdict where the interval has zero in it and reaches out of the region.</param>
    public static Verdict Of(Estimate logRatio, Better better, PracticalEquivalence region, Func<NotDistinguishable> unclear)
    {
        var (interval, ratio) = (logRatio.Interval, logRatio.To(Math.Exp));
        if (region.Contains(interval)) return new Equivalent(ratio, region);
        if (interval.Contains(0)) return unclear();
        return interval.Low > 0 == (better == Better.Lower) ? new Slower(ratio) : new Faster(ratio);
    }
}

/// <summary>The interval leaves 1 out on the bad side of the metric: slower, or more memory or disk.</summary>
public sealed record Slower(Estimate Ratio) : Verdict;

/// <summary>The interval leaves 1 out on the good side of the metric: faster, or less memory or disk.</summary>
public sealed record Faster(Estimate Ratio) : Verdict;

/// <summary>The whole interval lies in the region, even where it leaves 1 out: a difference, if any, is too small to matter.</summary>
public sealed record Equivalent(Estimate Ratio, PracticalEquivalence Region) : Verdict;

/// <summary>The interval has 1 in it and reaches out of the region.</summary>
/// <param name="SmallestDifference">Share, for example 0.04: a smaller difference than 4 % would mostly not show in these rounds (<see cref="Effect.MinimumDetectable"/>).</param>
/// <param name="RoundsNeeded">Rounds in all (between studies: batches of each) that would mostly show a difference as large as the region's margin (<see cref="Effect.RoundsFor"/>).</param>
public sealed record NotDistinguishable(double SmallestDifference, PracticalEquivalence Region, int RoundsNeeded) : Verdict;

/// <summary>The data do not carry a comparison.</summary>
public sealed record NoClaim(NoClaimReason Reason) : Verdict;

/// <summary>Why nothing is claimed: more than 5 % failures on one side; under six rounds; too few batches; a value that is not positive, so that no ratio exists;
/// or a difference that does not hold after the correction for all comparisons of a table.</summary>
public enum NoClaimReason { Failures, FewRounds, FewBatches, NoRatio, Multiplicity }
