namespace Lab.Core;

/// <summary>A plan from YAML text, read strictly: an unknown key, a bad unit or a missing value is an error with file, line and what to write instead.</summary>
public static class PlanFile
{
    /// <param name="file">Name of the file, for errors.</param>
    /// <param name="platforms">Ids that the plan may name, beside container:RUNTIME.</param>
    /// <exception cref="UsageException">A mistake in the text.</exception>
    public static PlanSpec Read(string file, string text, IReadOnlyCollection<string> platforms, IReadOnlyCollection<string> workloads)
    {
        var map = YamlMap.Root(file, text);
        map.AllowOnly("id", "title", "platforms", "workloads", "rounds", "warmup", "cpus", "memory", "accelerator", "ramp", "trial-seconds", "caches", "starts", "batches", "precision", "least-rounds", "check-every", "density");
        return new PlanSpec(
            map.Identifier("id"), map.Text("title", ""),
            map.Names("platforms", "platform", platforms), map.Has("workloads") ? map.Names("workloads", "workload", workloads) : [],
            map.Whole("rounds", 1, 1_000), map.Whole("warmup", 0, 1_000, 1), map.Whole("cpus", 1, 1024, 2),
            map.Size("memory", 256L << 20), map.OneOf("accelerator", "auto", "auto", "kvm", "tcg"), map.Whole("ramp", 0, 200, 0))
        {
            ColdCaches = map.OneOf("caches", "warm", "warm", "cold") == "cold",
            Starts = map.Whole("starts", 1, 100, 1),
            Batches = map.Whole("batches", 1, 100, 1),
            Stopping = ReadStopping(map),
            Density = ReadDensity(map, platforms),
            TrialSeconds = map.Whole("trial-seconds", 1, 600, PlanSpec.DefaultTrialSeconds),
        };
    }

    static StoppingRule? ReadStopping(YamlMap map)
    {
        if (!map.Has("precision"))
            return ((string[])["least-rounds", "check-every"]).FirstOrDefault(map.Has) is { } alone
                ? throw map.Error(alone, "stands without precision", "Add `precision: 5` (per cent), the half-width of the primary ratio's interval that is enough.")
                : null;
        var rounds = map.Whole("rounds", 1, 1_000) * map.Whole("batches", 1, 100, 1);
        return new StoppingRule(map.Number("precision") / 100, map.Whole("least-rounds", Statistics.LeastForInterval, 1_000, 10), map.Whole("check-every", 1, 1_000, 5), rounds, Batches: map.Whole("batches", 1, 100, 1));
    }

    static IReadOnlyList<DensityPlan> ReadDensity(YamlMap map, IReadOnlyCollection<string> platforms)
    {
        if (map.Below("density") is not { } density) return [];
        density.AllowOnly([.. platforms]);
        return [.. platforms.Where(density.Has).Select(p => new DensityPlan(p, density.Whole(p, 2, 500)))];
    }
}
