using Lab.Core;

namespace Lab.Tests.Core;

public sealed class PlanTests
{
    [Fact]
    public void Every_round_visits_every_platform_once()
    {
        foreach (var round in Plan.Make(Samples.Spec, 42, []).Visits.GroupBy(v => v.Round))
        {
            Assert.Equal(["container", "host", "vm"], round.Select(v => v.Platform).Order());
            Assert.Equal([1, 2, 3], round.Select(v => v.Order));
        }
    }

    [Fact]
    public void Warm_up_rounds_come_first_and_are_marked()
    {
        var plan = Plan.Make(Samples.Spec with { Warmup = 2 }, 42, []);
        Assert.Equal(7 * 3, plan.Visits.Count);
        Assert.All(plan.Visits, v => Assert.Equal(v.Round <= 2, v.Warmup));
    }

    [Fact]
    public void The_same_seed_gives_the_same_order_for_ever()
    {
        Assert.Equal(Plan.Make(Samples.Spec, 7, []).Visits, Plan.Make(Samples.Spec, 7, []).Visits);
        Assert.Equal("h v c v h c v c h", string.Join(' ', Plan.Make(Samples.Spec with { Warmup = 0, Rounds = 3 }, 7, []).Visits.Select(v => v.Platform[0])));
    }

    [Fact]
    public void Over_many_seeds_each_platform_is_first_about_as_often()
    {
        var first = Enumerable.Range(1, 3000).Select(seed => Plan.Make(Samples.Spec, seed, []).Visits[0].Platform).CountBy(p => p);
        Assert.All(first, f => Assert.InRange(f.Value, 900, 1100));
    }

    [Fact]
    public void What_is_left_out_is_not_visited()
    {
        var plan = Plan.Make(Samples.Spec, 1, [new LeftOut("vm", "no libvirt")]);
        Assert.DoesNotContain(plan.Visits, v => v.Platform == "vm");
    }
}
