using System.Text.Json;

namespace Lab.Core;

/// <summary>What the JSON of a study must hold beyond its shape: no empty places, names once, and not more of anything than a study has.</summary>
static class StudyLimits
{
    const int Most = 1000, MostPlatforms = 50, LongestName = 200;

    public static string? Complaint(Plan plan) =>
        Names("spec.platforms", plan.Spec.Platforms, MostPlatforms) ?? Names("spec.workloads", plan.Spec.Workloads, Most)
        ?? Whole("visits", plan.Visits, int.MaxValue) ?? Whole("leftOut", plan.LeftOut, Most);

    public static string? Complaint(IReadOnlyList<Workload> workloads) =>
        Whole("the list", workloads, Most) ?? Written(workloads) ?? Names("the ids", [.. workloads.Select(w => w.Id)], Most)
        ?? workloads.Select(w => Whole("metrics", w.Metrics, Most) ?? Whole("command", w.Command, Most)).FirstOrDefault(c => c is not null)
        ?? Names("the metrics", [.. Metrics.All.Append(Analysis.ResidentAfter).Concat(workloads.SelectMany(w => w.Metrics).Select(m => m.Metric)).Select(m => m.Id)], 2 * Most);

    public static string? Complaint(StudyEnvironment environment) =>
        Whole("platforms", environment.Platforms, MostPlatforms) ?? Names("the platforms", [.. environment.Platforms.Select(p => p.Id)], MostPlatforms)
        ?? Whole("warnings", environment.Warnings, Most) ?? Whole("facts", [.. environment.Facts.Values], Most);

    public static string? Complaint(MachineNoise noise) =>
        Whole("metrics", noise.Metrics, 2 * Most)
        ?? (noise.Metrics.All(m => m.Floor is { HalfWidth: >= 0 and < 1e9, MinimumDetectable: >= 0 and < 1e9 }) ? null : "a noise floor is no share.");

    /// <summary>The serializer reads null into a property that no constructor sets, whatever its type says; but it does not write it.</summary>
    static string? Written<T>(T value)
    {
        try
        {
            JsonSerializer.SerializeToUtf8Bytes(value, StudyJson.Page);
            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    static string? Whole<T>(string what, IReadOnlyList<T> items, int most) =>
        items.Count > most ? $"{what} has {items.Count} entries; {most} are the most." : items.Any(i => i is null) ? $"{what} has an empty place." : null;

    static string? Names(string what, IReadOnlyList<string> names, int most)
    {
        if (Whole(what, names, most) is { } complaint) return complaint;
        if (names.Any(n => n.Length > LongestName)) return $"{what}: a name is longer than {LongestName} characters.";
        return names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"{what}: '{twice.Key}' stands twice." : null;
    }
}
