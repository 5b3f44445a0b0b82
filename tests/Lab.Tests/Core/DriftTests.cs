using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Two platforms that are the same, on a machine where each visit is one per cent slower than the last.</summary>
public sealed class DriftTests
{
    const int Rounds = 30;

    [Fact]
    public void Measured_one_after_the_other_they_differ()
    {
        string[] blocks = [.. Enumerable.Repeat("host", Rounds), .. Enumerable.Repeat("container", Rounds)];
        Assert.IsType<Slower>(VerdictOf(blocks.Select((platform, i) => (Round: i % Rounds + 1, platform))));
    }

    [Fact]
    public void In_the_labs_rounds_they_are_equivalent()
    {
        var wrong = Enumerable.Range(1, 200).Count(seed => VerdictOf(Order(seed)) is Slower or Faster);
        Assert.Equal(0, wrong);
    }

    static IEnumerable<(int Round, string Platform)> Order(int seed) =>
        Plan.Make(Samples.Spec with { Platforms = ["host", "container"], Rounds = Rounds, Warmup = 0 }, seed, []).Visits.Select(v => (v.Round, v.Platform));

    static Verdict VerdictOf(IEnumerable<(int Round, string Platform)> order)
    {
        var values = order.Select((visit, i) => (visit.Platform, Value: new RoundValue(1, visit.Round, 0.2 * Math.Pow(1.01, i)))).ToLookup(v => v.Platform, v => v.Value);
        var paired = PairedComparison.Of(values["container"], values["host"])!;
        Summary Of(string platform) => Summary.Of([.. values[platform].Select(v => v.Value)], 0);
        return Verdict.Of(paired, Of("container"), Of("host"), Better.Lower, PracticalEquivalence.Default(Unit.Seconds, Of("host").Median));
    }
}
