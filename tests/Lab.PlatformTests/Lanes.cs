namespace Lab.PlatformTests;

/// <summary>Real tests run side by side in lanes, and one after the other in each. ./test takes two at a time: an emulated machine keeps a CPU busy.</summary>
static class Lanes
{
    /// <summary>All that can be shown in one machine.</summary>
    public const string Machine = "in one machine";
    /// <summary>What needs a machine of its own.</summary>
    public const string Boots = "machines of their own";
    /// <summary>The program as a user starts it: it lets only one run use the machine at a time.</summary>
    public const string Program = "the program";
    public const string Containers = "containers";
    /// <summary>The host as a platform: neither the Engine nor libvirt is asked for anything, so it may run while they die.</summary>
    public const string Host = "the host";
    /// <summary>The Engine or libvirt is killed, so no test that needs them may run meanwhile.</summary>
    public const string Daemons = "daemons die";
    /// <summary>Milliseconds are measured, so nothing else may run.</summary>
    public const string Quiet = "quiet";

    /// <summary>Name and values of the trait by which ./test takes the parts that run by themselves.</summary>
    public const string Needs = "needs", NeedsHost = "host", NeedsDaemons = "daemons", NeedsQuiet = "quiet";
}

[CollectionDefinition(Lanes.Machine)]
public sealed class MachineLane : ICollectionFixture<SharedMachine>;

[CollectionDefinition(Lanes.Daemons, DisableParallelization = true)]
public sealed class DaemonsLane;

[CollectionDefinition(Lanes.Quiet, DisableParallelization = true)]
public sealed class QuietLane;
