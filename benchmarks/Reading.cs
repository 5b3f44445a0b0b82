using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>When in a visit something is taken.</summary>
public enum Turn
{
    /// <summary>While the instance comes up.</summary>
    Up,
    /// <summary>As the first thing that is done on it.</summary>
    First,
    /// <summary>In the shuffled order of the visit's trials.</summary>
    Work,
    /// <summary>After everything else, because the instance is another one afterwards.</summary>
    Change,
    /// <summary>While it is taken down.</summary>
    Down,
}

/// <summary>What a benchmark method returns: which number of a visit it is. The lab brings the instance up, does the operation, takes the time and
/// writes it down; BenchmarkDotNet gets the number that the journal has.</summary>
/// <param name="Metric">The metric that it is, as the report defines it.</param>
/// <param name="Turn">When it is taken.</param>
/// <param name="Operation">The operation that yields it; null for what every visit yields.</param>
public sealed record Reading(Metric Metric, Turn Turn, Operation? Operation = null)
{
    /// <summary>True where BenchmarkDotNet's time is that of the workload's command, because what the workload measures is no time of one operation.</summary>
    public bool IsWorkload => Operation is { Run: null };
}
