using Lab.Core;

namespace Lab.Tests.Core;

public sealed class PairTests
{
    [Theory]
    [InlineData("host container vm", "vm/container container/host vm/host")]
    [InlineData("host container", "container/host")]
    [InlineData("container vm container-in-vm", "vm/container container-in-vm/vm container-in-vm/container")]
    [InlineData("host vm", "vm/host")]
    [InlineData("container container:host-network", "container:host-network/container")]
    [InlineData("host container container:crun", "container/host container:crun/container")]
    [InlineData("container container@b", "container@b/container")]
    [InlineData("vm@b vm", "vm/vm@b")]
    [InlineData("host", "")]
    public void Platforms_are_compared_with_what_they_are_a_variant_of(string platforms, string pairs) => Assert.Equal(pairs, Pairs(platforms));

    [Fact]
    public void The_primary_comparison_is_the_first_and_is_not_of_a_platform_that_was_left_out()
    {
        Assert.Equal(new Pair("vm", "container"), Pair.Primary(Plan("host container vm")));
        Assert.Equal(new Pair("container", "host"), Pair.Primary(Plan("host container vm", "vm")));
        Assert.Null(Pair.Primary(Plan("host vm", "vm")));
    }

    [Fact]
    public void A_second_name_stands_for_the_same_platform()
    {
        Assert.Equal("container@b", SecondName.Of("container"));
        Assert.Equal(("container:crun", "vm"), (SecondName.Strip("container:crun@b"), SecondName.Strip("vm")));
    }

    static string Pairs(string platforms) => string.Join(' ', Pair.Of(Plan(platforms)).Select(p => $"{p.Platform}/{p.Against}"));

    static Plan Plan(string platforms, params string[] leftOut) =>
        Lab.Core.Plan.Make(Samples.Spec with { Platforms = platforms.Split(' ') }, 1, [.. leftOut.Select(p => new LeftOut(p, ""))]);
}
