using Lab.Core;

namespace Lab.Tests.Core;

public sealed class ClaimTests
{
    [Theory]
    [InlineData(1, 30, "smoke")]
    [InlineData(3, 3, "smoke")]
    [InlineData(2, 5, "batch")]
    [InlineData(4, 10, "batch")]
    [InlineData(5, 6, "study")]
    public void The_level_follows_batches_and_rounds(int batches, int rounds, string level) => Assert.Equal(level, Of(Bare(batches, rounds)).Name);

    [Fact]
    public void What_the_next_level_takes_is_named()
    {
        Assert.Equal("For the level batch it takes 2 batches (here 1), 10 rounds (here 6).", Of(Bare(1, 6)).Next.InEnglish());
        Assert.Equal("For the level study it takes 5 batches (here 2).", Of(Bare(2, 6)).Next.InEnglish());
        Assert.Equal("", Of(Bare(5, 6)).Next.InEnglish());
    }

    [Fact]
    public void A_study_needs_a_bare_machine_with_hardware_assistance_few_failures_and_its_precision()
    {
        var study = Bare(5, 6);
        Assert.Equal(["a host that is no virtual machine itself"], Of(study with { Environment = study.Environment with { Facts = new Dictionary<string, string> { [Claim.NestedFact] = "yes" } } }).Missing.Select(m => m.InEnglish()));
        Assert.Equal(["hardware-assisted virtualisation"], Of(study with { Environment = study.Environment with { Platforms = [.. study.Environment.Platforms.Select(p => p with { Emulated = true })] } }).Missing.Select(m => m.InEnglish()));
        Assert.Equal(["a primary comparison known to ± 5 %"], Of(Bare(5, 6, v => 1 + MadeUpStudy.Noise(v) / 2)).Missing.Select(m => m.InEnglish()));
        var end = study.Journal.OfType<Ended>().Where(e => e.Visit is { Platform: "vm", Warmup: false }).Take(2).ToArray();
        Assert.Equal(["at most 5 % of failed visits (more on vm (made up))"], Of(study with { Journal = [.. study.Journal.Select(e => end.Contains(e) ? ((Ended)e) with { Outcome = new Failed("measure", "") } : e)] }).Missing.Select(m => m.InEnglish()));
    }

    [Fact]
    public void Rounds_that_were_planned_and_not_run_do_not_count()
    {
        var study = Bare(2, 5);
        Assert.Equal("smoke", Of(study with { Journal = [.. study.Journal.Where(e => e.Of is not { Batch: 2, Round: 6 })] }).Name);
    }

    static Claim Of(StudyRecord record) => Analysis.Of(record).Claim;

    static StudyRecord Bare(int batches, int rounds, Func<Visit, double>? ready = null)
    {
        var record = MadeUpStudy.Record("container vm", batches, rounds, ready ?? (v => 1 + MadeUpStudy.Noise(v) / 100));
        return record with { Environment = record.Environment with { Facts = new Dictionary<string, string> { [Claim.NestedFact] = "no" } } };
    }
}
