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
        map.AllowOnly("id", "title", "platforms", "workloads", "rounds", "warmup", "cpus", "memory", "accelerator", "ramp", "trial-seconds");
        return new PlanSpec(
            map.Identifier("id"), map.Text("title", ""),
            map.Names("platforms", "platform", platforms), map.Names("workloads", "workload", workloads),
            map.Whole("rounds", 1, 1_000), map.Whole("warmup", 0, 1_000, 1), map.Whole("cpus", 1, 1024, 2),
            map.Size("memory", 256L << 20), map.OneOf("accelerator", "auto", "auto", "kvm", "tcg"), map.Whole("ramp", 0, 200, 0))
        {
            TrialSeconds = map.Whole("trial-seconds", 1, 600, PlanSpec.DefaultTrialSeconds),
        };
    }
}
