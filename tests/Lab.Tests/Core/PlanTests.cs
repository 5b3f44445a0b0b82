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

    [Fact]
    public void Every_batch_has_all_its_rounds_in_an_order_of_its_own()
    {
        var plan = Plan.Make(Samples.Spec with { Batches = 3 }, 42, []);
        Assert.Equal([(1, 18), (2, 18), (3, 18)], plan.Visits.CountBy(v => v.Batch).Select(b => (b.Key, b.Value)));
        Assert.Equal(Plan.Make(Samples.Spec, 42, []).Visits, plan.Visits.Where(v => v.Batch == 1));
        Assert.NotEqual(plan.Visits.Where(v => v.Batch == 1).Select(v => v.Platform), plan.Visits.Where(v => v.Batch == 2).Select(v => v.Platform));
    }

    [Fact]
    public void A_round_that_is_run_again_stands_after_the_last_and_names_the_one_that_it_repeats()
    {
        var again = Plan.Make(Samples.Spec, 42, []).Again(1, [3, 5]).ToArray();
        Assert.Equal([(7, 3), (8, 5)], again.Select(r => (r[0].Round, r[0].RepeatOf)));
        Assert.All(again, r => Assert.Equal(["container", "host", "vm"], r.Select(v => v.Platform).Order()));
        Assert.All(again.SelectMany(r => r), v => Assert.False(v.Warmup));
    }
}
