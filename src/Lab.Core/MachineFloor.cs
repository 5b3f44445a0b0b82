namespace Lab.Core;

/// <summary>A study beside the last A/A study of its machine.</summary>
static class MachineFloor
{
    /// <summary>Claimed differences that are no larger than what the machine shows between a platform and itself.</summary>
    public static IEnumerable<Finding> Findings(StudyRecord record, IReadOnlyList<Comparison> comparisons)
    {
        if (record.Noise is not { } noise) yield break;
        foreach (var comparison in comparisons.Where(c => c.Verdict is Slower or Faster))
            if (Floor(noise, comparison) is { } floor && Math.Abs(Math.Log(comparison.Ratio)) <= Math.Log(1 + floor.HalfWidth))
                yield return Finding.Warning(new("finding.within-floor", ("metric", comparison.Metric.Id), ("platform", record.NameOf(comparison.Platform)), ("against", record.NameOf(comparison.Against))),
                    new("finding.within-floor.next", ("study", noise.Study)));
    }

    /// <summary>The larger floor of the two platforms, where the A/A study had either.</summary>
    static NoiseFloor? Floor(MachineNoise noise, Comparison comparison) =>
        noise.Metrics.Where(m => m.Metric == comparison.Metric.Id && (m.Platform == comparison.Platform || m.Platform == comparison.Against)).Select(m => m.Floor).MaxBy(f => f.HalfWidth);
}
