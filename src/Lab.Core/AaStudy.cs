namespace Lab.Core;

/// <summary>A platform against itself under two names (A/A): what such a study shows as a difference is noise.</summary>
public static class AaStudy
{
    public const int DefaultRounds = 20;

    /// <summary>A plan of the platform and its second name, without workloads.</summary>
    /// <param name="cpus">CPUs of every instance.</param>
    public static PlanSpec Plan(string platform, int rounds, int cpus) => new(
        $"aa-{platform.Replace(':', '-')}", $"{platform} against itself", [platform, SecondName.Of(platform)], [], rounds, 1, cpus, 1L << 30, "auto", 0);

    /// <summary>The platform that a plan compares with itself and with nothing else; null if it is another kind of plan.</summary>
    public static string? PlatformOf(PlanSpec plan) => plan.Platforms is [var first, var second] && second == SecondName.Of(first) ? first : null;

    /// <summary>The noise floor of each metric on each platform that the study has under two names.</summary>
    public static IReadOnlyList<MetricNoise> NoiseOf(IReadOnlyList<Level> levels)
    {
        var at = levels.ToDictionary(l => (l.Metric.Id, l.Platform));
        return [.. from level in levels
                   let second = at.GetValueOrDefault((level.Metric.Id, SecondName.Of(level.Platform)))
                   where second is not null
                   let same = PairedComparison.Of(second.Rounds, level.Rounds)
                   where same is not null
                   let floor = NoiseFloor.Of(same)
                   where floor is not null && double.IsFinite(floor.MinimumDetectable)
                   select new MetricNoise(level.Metric.Id, level.Platform, floor)];
    }

    /// <summary>Where a platform differs from itself.</summary>
    internal static IEnumerable<Finding> Findings(StudyRecord record, IReadOnlyList<MetricNoise> noise)
    {
        foreach (var differs in noise.Where(n => !n.Floor.CoversOne))
            yield return Finding.Warning(new("finding.differs-from-itself", ("platform", record.NameOf(differs.Platform)), ("metric", differs.Metric)), new("finding.differs-from-itself.next"));
    }
}

/// <summary>The noise floor of one metric on one platform.</summary>
public sealed record MetricNoise(string Metric, string Platform, NoiseFloor Floor);

/// <summary>What the last A/A study of a machine found; kept as noise-floor.json beside later studies of it.</summary>
/// <param name="Study">Id of the A/A study.</param>
/// <param name="At">When its first visit began; null if none did.</param>
public sealed record MachineNoise(string Study, DateTimeOffset? At, IReadOnlyList<MetricNoise> Metrics);
