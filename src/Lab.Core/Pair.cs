namespace Lab.Core;

/// <summary>Which platforms of a plan are compared with which.</summary>
/// <param name="Platform">Numerator of the ratio.</param>
/// <param name="Against">Denominator.</param>
public sealed record Pair(string Platform, string Against)
{
    static readonly Pair[] Known = [new("vm", "container"), new("container", "host"), new("vm", "host"), new("container-in-vm", "vm"), new("container-in-vm", "container")];

    /// <summary>The one comparison of a study that is fixed before it: VM against container on <see cref="Metrics.Ready"/>; where the plan
    /// lacks one of them, its second platform against its first. Null for a plan of one platform.</summary>
    public static Pair? Primary(Plan plan) => Of(plan) is [var first, ..] ? first : null;

    /// <summary>All comparisons that a plan allows, the primary one first: those between the kinds of platform, and each other platform against
    /// the one that it is a variant of (container:NAME against container), or else against the plan's first.</summary>
    public static IReadOnlyList<Pair> Of(Plan plan)
    {
        string[] platforms = [.. plan.Spec.Platforms.Where(p => plan.LeftOut.All(l => l.What != p))];
        if (platforms.Length < 2) return [];
        Pair[] known = [.. Known.Where(p => platforms.Contains(p.Platform) && platforms.Contains(p.Against))];
        var others = platforms.Where(p => p != platforms[0] && !known.Any(k => k.Platform == p || k.Against == p)).Select(p => new Pair(p, Base(p, platforms)));
        var first = known.FirstOrDefault(p => p == Known[0])
            ?? known.FirstOrDefault(p => platforms.Take(2).Contains(p.Platform) && platforms.Take(2).Contains(p.Against))
            ?? new Pair(platforms[1], platforms[0]);
        return [.. known.Concat(others).Prepend(first).Distinct()];
    }

    static string Base(string platform, string[] platforms) =>
        platforms.FirstOrDefault(p => p != platform && (SecondName.Of(p) == platform || platform.StartsWith(p + ":", StringComparison.Ordinal))) ?? platforms[0];
}

/// <summary>A second name of a platform: a plan that has both compares the platform with itself (A/A).</summary>
public static class SecondName
{
    const string Suffix = "@b";

    public static string Of(string platform) => platform + Suffix;

    /// <summary>The platform behind either name.</summary>
    public static string Strip(string platform) => platform.EndsWith(Suffix, StringComparison.Ordinal) ? platform[..^Suffix.Length] : platform;
}
