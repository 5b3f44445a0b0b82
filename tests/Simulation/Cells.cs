using Lab.Core;

namespace Simulation;

/// <summary>The studies of the table, by subject.</summary>
public static class Cells
{
    static readonly Noise Lognormal = Noise.Lognormal(0.2), Small = Noise.Lognormal(0.07);
    static readonly Noise[] Shapes = [Lognormal, Noise.Skewed, Noise.Bimodal];
    static readonly int[] Sizes = [10, 20, 30];
    const string Single = "93–97 % covered", Wider = "≥ 93 % covered", Effect = "≥ 91 % covered", Same = "≤ 6.5 % differ", None = "";

    /// <summary>The true ratio, as a logarithm, where it is not 1.</summary>
    public static readonly double Twice = Math.Log(2);

    /// <param name="pilot">Runs a cell whose result another one is made from.</param>
    public static IEnumerable<(string Title, IEnumerable<(Cell Cell, string Target)> Cells)> All(Func<Cell, CellResult> pilot) =>
    [
        ("One batch, fixed rounds", from noise in Shapes from n in Sizes select (Fixed(noise, n), Single)),
        ("One batch, stopped once the interval is as narrow as so many rounds make it", from noise in Shapes from n in Sizes select (Adaptive(noise, n, pilot(Fixed(noise, n)).HalfWidth), Single)),
        ("The same, at the first look that finds it so instead of the second (not what the lab does)", from n in Sizes select (Adaptive(Lognormal, n, pilot(Fixed(Lognormal, n)).HalfWidth, looks: 1), None)),
        ("Only one platform is skewed or bimodal (the other: lognormal 0.05)", from noise in Shapes[1..] from n in Sizes select
            (new Cell($"{noise.Name}, {n} rounds", noise, Noise.Lognormal(0.05), n) { LogRatio = Twice }, None)),
        ("Five batches of six rounds, alike", Shapes.Select(noise => (Batched(noise, 5, 6, 0), Wider))),
        ("Batches that differ by 5 %", [
            .. from noise in (Noise[])[.. Shapes, Small] select (Batched(noise, 5, 6, 0.05), Effect),
            (Batched(Small, 1, 30, 0.05), None), (Batched(Small, 3, 10, 0.05), None), (Batched(Small, 10, 3, 0.05), None),
            (Batched(Small, 20, 6, 0.05) with { Name = "lognormal 0.07, stopped at ±5 %, 5 to 20 batches of 6", Rule = new StoppingRule(0.05, Maximum: 120, Batches: 5) }, Effect)]),
        ("A platform against itself", [
            .. from noise in Shapes from n in Sizes select (Fixed(noise, n) with { LogRatio = 0, Name = $"{noise.Name}, {n} rounds, A/A" }, Same),
            .. from noise in Shapes select (Adaptive(noise, 20, pilot(Fixed(noise, 20)).HalfWidth) with { LogRatio = 0, Name = $"{noise.Name}, stopped at the precision of 20 rounds, A/A" }, Same),
            (Batched(Small, 5, 6, 0.05) with { LogRatio = 0, Name = "lognormal 0.07, 5 × 6 rounds, batches differ by 5 %, A/A" }, Same)]),
        ("A difference as large as the minimum detectable one", Sizes.Select(n => (Fixed(Lognormal, n) with { LogRatio = pilot(Fixed(Lognormal, n)).MinimumDetectable, Name = $"lognormal 0.2, {n} rounds, small difference" }, "about 80 % differ"))),
        ("Drift and dependence", [
            (new Cell("every visit 1 % slower than the last, 30 rounds", Small, Small, 30) { LogRatio = Twice, DriftPerVisit = 0.01 }, None),
            (new Cell("one platform 1 % slower every round, 30 rounds", Small, Small, 30) { LogRatio = Twice, DriftPerRound = 0.01 }, None),
            .. Sizes.Select(n => (new Cell($"AR(1) 0.6, {n} rounds", Noise.Lognormal(0), Noise.Lognormal(0), n) { LogRatio = Twice, Autoregression = 0.6, Wander = 0.1 }, None)),
            (new Cell("AR(1) 0.6, 5 × 6 rounds", Noise.Lognormal(0), Noise.Lognormal(0), 6, 5) { LogRatio = Twice, Autoregression = 0.6, Wander = 0.1 }, None)]),
    ];

    public static Cell Fixed(Noise noise, int rounds) => new($"{noise.Name}, {rounds} rounds", noise, noise, rounds) { LogRatio = Twice };

    static Cell Adaptive(Noise noise, int rounds, double precision, int looks = 2) =>
        new($"{noise.Name}, stopped at the ±{precision:0.0%} of {rounds} rounds", noise, noise, 50) { LogRatio = Twice, Rule = new StoppingRule(precision, Looks: looks) };

    public static Cell Batched(Noise noise, int batches, int rounds, double effect) =>
        new($"{noise.Name}, {batches} × {rounds} rounds", noise, noise, rounds, batches) { LogRatio = Twice, BatchEffect = effect };
}
