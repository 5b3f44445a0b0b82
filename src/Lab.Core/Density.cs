using MathNet.Numerics.Distributions;

namespace Lab.Core;

/// <summary>How many instances of one platform a study brings up at once.</summary>
/// <param name="Most">The largest number; the steps are 0, 1, 2, 4, … up to it, and down again.</param>
public sealed record DensityPlan(string Platform, int Most)
{
    /// <summary>Ramps up and down; three are the fewest between which a spread can be told.</summary>
    public const int Ramps = 3;

    /// <summary>Numbers of instances, and whether the ramp has turned.</summary>
    public IEnumerable<(int Instances, bool Down)> Steps
    {
        get
        {
            int[] up = [0, .. Enumerable.Range(0, 31).Select(n => 1 << n).TakeWhile(n => n < Most), Most];
            return [.. up.Select(n => (n, false)), .. up.Reverse().Skip(1).Select(n => (n, true))];
        }
    }
}

/// <summary>What the host's memory says, whoever holds it; /proc/meminfo, in bytes.</summary>
/// <param name="Components">AnonPages + Shmem + SUnreclaim + PageTables + KernelStack + Percpu: what is held and is no cache.</param>
/// <param name="Available">MemAvailable.</param>
public sealed record HostMemory(double Components, double Available);

/// <summary>One more instance: what it costs, by three ways to count.</summary>
/// <param name="Ledger">Slope of the summed ledgers (PSS), the emulator's own part included.</param>
/// <param name="Components">Slope of the host's memory that is no cache.</param>
/// <param name="Available">Slope of what the host has no longer available: the widest net, and the noisiest.</param>
/// <param name="Disk">Slope of the allocated blocks.</param>
/// <param name="First">What the ledger's line says of no instance at all: what the first one costs beside its slope.</param>
/// <param name="Hysteresis">Host memory on the way down less that on the way up, mean over the same numbers of instances.</param>
/// <param name="FullAt">Instances with which this machine's memory would be full.</param>
public sealed record Density(string Platform, int Most, int Ramps, Estimate Ledger, Estimate Components, Estimate Available, Estimate Disk, double First, double Hysteresis, double FullAt)
{
    /// <summary>True if the two counts of memory agree: the widest net's interval has the components' slope in it.</summary>
    public bool IsReconciled => Available.Interval.Contains(Components.Value);

    public static IReadOnlyList<Density> Of(IEnumerable<JournalEntry> journal) =>
        [.. journal.OfType<DensityStep>().GroupBy(s => s.Platform).Select(Of).OfType<Density>()];

    static Density? Of(IGrouping<string, DensityStep> steps)
    {
        // A ramp that was begun again after an interruption counts from its last beginning.
        var ramps = steps.GroupBy(s => s.Ramp).Select(r => r.Skip(r.ToList().FindLastIndex(s => s is { Instances: 0, Down: false })).ToArray()).Where(r => r.Length >= 3).ToArray();
        if (ramps.Length == 0) return null;
        Estimate Slope(Func<DensityStep, double> of) => Mean([.. ramps.Select(r => Statistics.Line([.. r.Select(s => ((double)s.Instances, of(s)))]).Slope)]);
        var components = Slope(s => s.Components);
        var turns = ramps.SelectMany(r => r.Where(s => s.Down).Join(r.Where(s => !s.Down), d => d.Instances, u => u.Instances, (d, u) => d.Components - u.Components)).ToArray();
        return new Density(steps.Key, steps.Max(s => s.Instances), ramps.Length, Slope(s => s.Ledger), components, Slope(s => -s.Available), Slope(s => s.Disk),
            Statistics.Median([.. ramps.Select(r => Statistics.Line([.. r.Where(s => s.Instances > 0).Select(s => ((double)s.Instances, s.Ledger))]).Intercept)]),
            turns.Length == 0 ? 0 : turns.Average(), Statistics.Median([.. ramps.Select(r => r[0].Available)]) / components.Value);
    }

    /// <summary>Mean of the ramps' slopes with Student's t interval between them; the steps of one ramp depend on each other, so their own error says too little.
    /// Of one or two ramps the interval is their range, and its confidence is 0.</summary>
    static Estimate Mean(double[] slopes)
    {
        var mean = slopes.Average();
        if (slopes.Length < DensityPlan.Ramps) return new Estimate(mean, new Interval(slopes.Min(), slopes.Max(), 0));
        var error = Math.Sqrt(slopes.Sum(s => (s - mean) * (s - mean)) / (slopes.Length - 1) / slopes.Length);
        var half = error * StudentT.InvCDF(0, 1, slopes.Length - 1, 0.975);
        return new Estimate(mean, new Interval(mean - half, mean + half, 0.95));
    }
}
