namespace Lab.Core;

/// <summary>The region of practical equivalence, stated before the study: a ratio between 1/(1 + margin) and 1 + margin makes no difference in practice.</summary>
/// <param name="Margin">Above 0; 0.05 is 5 %.</param>
public sealed record PracticalEquivalence(double Margin)
{
    const double Share = 0.05, Bytes = 1 << 20;

    /// <summary>5 %; for memory and disk 5 % or 1 MiB, whichever is more.</summary>
    /// <param name="reference">What the ratio is against, in the unit.</param>
    public static PracticalEquivalence Default(Unit unit, double reference) =>
        new(unit == Unit.Bytes && reference > 0 ? Math.Max(Share, Bytes / reference) : Share);

    /// <summary>The margin on the scale of <see cref="PairedComparison.LogRatio"/>.</summary>
    public double Log => Math.Log(1 + Margin);

    public bool Contains(Interval logRatio) => -Log <= logRatio.Low && logRatio.High <= Log;
}
