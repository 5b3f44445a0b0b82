using System.Text.Json;

namespace Lab.Core;

/// <summary>Something in which two studies differ beside the numbers.</summary>
/// <param name="Name">As it is declared: <c>--declare NAME</c>.</param>
/// <param name="Matters">True where numbers of both cannot be compared unless the comparison is about just this.</param>
public sealed record Factor(string Name, string Before, string After, bool Matters)
{
    /// <summary>Facts that say when and how well was measured, not on what.</summary>
    static readonly string[] NotOfTheMachine = ["calibration", "scrubbed"];

    /// <summary>Everything that differs: what each platform is, what was asked of it, and where it ran.</summary>
    public static IReadOnlyList<Factor> Of(StudyRecord before, StudyRecord after)
    {
        var (one, other) = (before.Plan.Spec, after.Plan.Spec);
        var workloads = before.Workloads.Join(after.Workloads, w => w.Id, w => w.Id, (a, b) => (a.Id, Before: Properties(a), After: Properties(b)));
        var classes = before.Environment.Platforms.Join(after.Environment.Platforms, p => p.Id, p => p.Id, (a, b) => (a, b));
        var facts = before.Environment.Facts.Keys.Union(after.Environment.Facts.Keys).Except(NotOfTheMachine);
        Factor[] all =
        [
            .. classes.Select(c => new Factor($"class of {c.a.Id}", Class(c.a), Class(c.b), true)),
            new("cpus", $"{one.Cpus}", $"{other.Cpus}", true),
            new("memory", $"{one.MemoryBytes >> 20} MiB", $"{other.MemoryBytes >> 20} MiB", true),
            .. workloads.Select(w => new Factor($"workload {w.Id}", Except(w.Before, w.After), Except(w.After, w.Before), true)),
            new("platforms", string.Join(", ", one.Platforms), string.Join(", ", other.Platforms), false),
            new("workloads", string.Join(", ", one.Workloads), string.Join(", ", other.Workloads), false),
            new("guest", $"{before.Environment.Guest.Name}, {before.Environment.Guest.Hash}", $"{after.Environment.Guest.Name}, {after.Environment.Guest.Hash}", false),
            .. facts.Select(f => new Factor(f, before.Environment.Facts.GetValueOrDefault(f, "not known"), after.Environment.Facts.GetValueOrDefault(f, "not known"), false)),
        ];
        return [.. all.Where(f => f.Before != f.After)];
    }

    static string Class(PlatformInfo platform) => $"{platform.Label}, {(platform.Emulated ? "emulated" : "not emulated")}";

    static string[] Properties(Workload workload) => [.. JsonSerializer.SerializeToNode(workload, StudyJson.Line)!.AsObject().Select(p => $"{p.Key}: {p.Value?.ToJsonString(StudyJson.Line) ?? "none"}")];

    /// <summary>What only one of two has.</summary>
    static string Except(string[] properties, string[] others) => string.Join(", ", properties.Except(others));
}
