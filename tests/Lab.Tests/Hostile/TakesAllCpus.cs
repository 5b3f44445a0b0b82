namespace Lab.Tests.Hostile;

/// <summary>Tests that use every CPU run by themselves: beside them, time limits of other tests would be theirs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TakesAllCpus
{
    public const string Name = "takes all CPUs";
}
