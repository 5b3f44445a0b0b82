namespace Lab.Core;

/// <summary>The 2 × 2 of host, container, VM and container in a VM: what the hypervisor costs, what the container costs, and what both cost
/// together beyond the two. Formed inside each round that has all four.</summary>
/// <param name="IsRatio">True where the parts multiply (work: 1 is no cost), false where they add (startup, memory, disk: 0 is no cost).</param>
/// <param name="Hypervisor">VM against host.</param>
/// <param name="Container">Container against host.</param>
/// <param name="Interaction">Container in a VM against VM, over container against host.</param>
public sealed record Attribution(Metric Metric, bool IsRatio, Estimate Hypervisor, Estimate Container, Estimate Interaction, int Rounds)
{
    /// <summary>One for each headline metric and each metric of a workload that all four platforms have.</summary>
    public static IReadOnlyList<Attribution> Of(StudyRecord record, IReadOnlyList<Level> levels) =>
    [
        .. Metrics.Headline.Select(m => Of(m, false, levels)).OfType<Attribution>(),
        .. record.Workloads.SelectMany(w => w.Metrics).Select(m => Of(m.Metric, true, levels)).OfType<Attribution>(),
    ];

    static Attribution? Of(Metric metric, bool isRatio, IReadOnlyList<Level> levels)
    {
        Dictionary<(int, int), double> On(string platform) =>
            levels.FirstOrDefault(l => l.Metric.Id == metric.Id && l.Platform == platform)?.Samples.ToDictionary(s => (s.Visit.Batch, s.Visit.Round), s => isRatio ? Math.Log(s.Value) : s.Value) ?? [];
        var inner = On("container-in-vm");
        if (inner.Count == 0) return null;
        var (host, container, machine) = (On("host"), On("container"), On("vm"));
        var rounds = host.Keys.Where(r => ((double[])[host[r], container.GetValueOrDefault(r, double.NaN), machine.GetValueOrDefault(r, double.NaN), inner.GetValueOrDefault(r, double.NaN)]).All(double.IsFinite)).Order().ToArray();
        if (rounds.Length == 0) return null;
        Estimate Effect(Func<(int, int), double> of) =>
            Core.Effect.Of(rounds.Select(r => new RoundValue(r.Item1, r.Item2, of(r)))).Headline is var estimate && isRatio ? estimate.To(Math.Exp) : estimate;
        return new Attribution(metric, isRatio, Effect(r => machine[r] - host[r]), Effect(r => container[r] - host[r]), Effect(r => inner[r] - machine[r] - (container[r] - host[r])), rounds.Length);
    }
}
