using Lab.Core;

namespace Lab.Tests.Core;

public sealed class DiagnosticFindingsTests
{
    [Fact]
    public void Steady_independent_rounds_give_no_finding() => Assert.Empty(Of(30, v => 1 + MadeUpStudy.Noise(v) / 20));

    [Fact]
    public void Rounds_that_resemble_the_one_before_say_how_many_they_count_for()
    {
        // Blocks of five rounds share a shift of the VM.
        var finding = Assert.Single(Of(30, v => 1 + (v.Platform == "vm" ? 0.1 * (v.Round / 5 % 2) : 0) + MadeUpStudy.Noise(v) / 100), f => f.What.InEnglish().Contains("container (made up): each round resembles", StringComparison.Ordinal));
        Assert.StartsWith("startup.ready, vm (made up) against container (made up): each round resembles the one before (autocorrelation 0.", finding.What.InEnglish(), StringComparison.Ordinal);
        Assert.Contains("so 30 rounds say as much as", finding.What.InEnglish(), StringComparison.Ordinal);
        Assert.Equal("warning", finding.Severity);
    }

    [Fact]
    public void A_trend_of_the_ratio_says_its_size_and_one_that_is_too_small_to_matter_is_not_said()
    {
        static Func<Visit, double> Growing(double share) => v => (v.Platform == "vm" ? Math.Pow(1 + share, v.Round) : 1) * (1 + MadeUpStudy.Noise(v) / 1000);
        Assert.Contains(Of(20, Growing(0.01)), f => f.What.InEnglish().Contains("the ratio grows by 1 % a round, 21 % over the study", StringComparison.Ordinal));
        Assert.Contains(Of(20, Growing(-0.01)), f => f.What.InEnglish().Contains("the ratio falls by 1 % a round", StringComparison.Ordinal));
        Assert.DoesNotContain(Of(20, Growing(0.001)), f => f.What.InEnglish().Contains("a round,", StringComparison.Ordinal));
    }

    [Fact]
    public void What_depends_on_the_place_in_the_round_or_on_the_visit_before_is_said()
    {
        var order = Of(30, v => v.Order + MadeUpStudy.Noise(v) / 20);
        Assert.Contains(order, f => f.What.InEnglish().StartsWith("startup.ready of vm (made up) depends on the place in the round: it is ", StringComparison.Ordinal) && f.What.InEnglish().EndsWith("% higher as number 3 than as number 1.", StringComparison.Ordinal));
        var record = MadeUpStudy.Record("host container vm", 1, 40, _ => 1);
        var visits = record.Plan.Visits;
        var before = visits.Zip(visits.Skip(1)).ToDictionary(p => p.Second, p => p.First.Platform);
        var carried = Of(40, v => before.GetValueOrDefault(v) == "vm" ? 1.3 : 1 + MadeUpStudy.Noise(v) / 50);
        Assert.Contains(carried, f => f.What.InEnglish().StartsWith("startup.ready of container (made up) depends on what was visited just before: it is 3", StringComparison.Ordinal) && f.What.InEnglish().Contains("% higher after vm (made up) than after", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_modes_are_said_with_their_share_and_distance()
    {
        var finding = Assert.Single(Of(40, v => v is { Platform: "container", Round: var round } && round % 4 == 0 ? 1.5 : 1 + MadeUpStudy.Noise(v) / 50), f => f.What.InEnglish().Contains("two modes", StringComparison.Ordinal));
        Assert.StartsWith("startup.ready of container (made up) has two modes: 25 % of the values lie ", finding.What.InEnglish(), StringComparison.Ordinal);
        Assert.Equal("warning", finding.Severity);
    }

    [Fact]
    public void What_is_not_of_the_primary_comparison_is_a_note()
    {
        var record = MadeUpStudy.Record("host container vm", 1, 40, _ => 1, v => v.Round % 4 == 0 ? 1500 : 1000 + MadeUpStudy.Noise(v));
        Assert.All(Analysis.Of(record).Findings.Where(f => f.What.InEnglish().Contains("two modes", StringComparison.Ordinal)), f => Assert.Equal("note", f.Severity));
    }

    /// <summary>Findings beside the claim level.</summary>
    static Finding[] Of(int rounds, Func<Visit, double> ready) =>
        [.. Analysis.Of(MadeUpStudy.Record("host container vm", 1, rounds, ready)).Findings.Where(f => !f.What.InEnglish().StartsWith("Claim level", StringComparison.Ordinal))];
}
