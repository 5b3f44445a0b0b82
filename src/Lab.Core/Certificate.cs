namespace Lab.Core;

/// <summary>How a property of two platforms compares.</summary>
public enum Sameness
{
    /// <summary>The same on all.</summary>
    Equal,
    /// <summary>Different, because that is what the platforms are: a guest kernel is the point of a virtual machine.</summary>
    ByNature,
    /// <summary>It could not be seen on one of them.</summary>
    Unknown,
    /// <summary>Different, and not because of what the platforms are: a comparison may show this instead.</summary>
    Confounding,
}

/// <summary>One property on every platform.</summary>
/// <param name="Seen">What was seen, by platform id.</param>
/// <param name="Why">What differs and why that is, or is not, in the nature of the platforms; empty where it is equal.</param>
public sealed record CertificateRow(string What, IReadOnlyDictionary<string, string> Seen, Sameness Sameness, string Why);

/// <summary>Whether the platforms of a study are the same but for what they are: measured on each, never copied from the plan.</summary>
public static class Certificate
{
    /// <summary>Compares every platform with the reference: the container where there is one, else the first.</summary>
    /// <param name="observed">By platform id: what was seen of each property.</param>
    /// <param name="emulated">Ids of platforms whose CPU is emulated.</param>
    public static IReadOnlyList<CertificateRow> Of(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> observed, IReadOnlyCollection<string> emulated)
    {
        if (observed.Count < 2) return [];
        var reference = observed.ContainsKey("container") ? "container" : observed.Keys.First();
        return [.. observed.Values.SelectMany(o => o.Keys).Distinct().Select(what => Row(what, reference, observed, emulated))];
    }

    static CertificateRow Row(string what, string reference, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> observed, IReadOnlyCollection<string> emulated)
    {
        var seen = observed.ToDictionary(o => o.Key, o => o.Value.GetValueOrDefault(what, ""));
        var judged = observed.Keys.Where(p => p != reference).Select(p => (Platform: p, Verdict: Judge(what, seen[reference], seen[p], IsMachine(p) != IsMachine(reference), emulated.Contains(p)))).ToArray();
        var why = string.Join("; ", judged.Where(j => j.Verdict.Why.Length > 0).Select(j => $"{j.Platform}: {j.Verdict.Why}"));
        return new CertificateRow(what, seen, judged.Max(j => j.Verdict.Sameness), why);
    }

    static bool IsMachine(string platform) => platform is "vm" or "container-in-vm";

    static (Sameness Sameness, string Why) Judge(string what, string here, string there, bool otherKernel, bool emulated)
    {
        if (here == there) return (Sameness.Equal, "");
        if (here.Length == 0 || there.Length == 0) return (Sameness.Unknown, "it could not be seen");
        return what switch
        {
            "packages" => Packages(here, there, otherKernel),
            "kernel" or "kernel command line" or "mitigations" or "memory" or "processes" when otherKernel => (Sameness.ByNature, "a kernel of its own"),
            "clock source" when otherKernel => emulated ? (Sameness.ByNature, "an emulated machine has no reliable time stamp counter") : (Sameness.Confounding, "asking for the time costs another amount"),
            "cpu flags" when otherKernel => emulated ? (Sameness.ByNature, "the CPU is emulated") : (Sameness.Confounding, $"the virtual CPU lacks {Missing(here, there)}"),
            "root file system" => (Sameness.ByNature, "a writable layer over the image, or a disk of its own"),
            "network path" or "disk path" or "isolation" => (Sameness.ByNature, "this is what the platform is"),
            "disk cache" => Cache(there),
            _ => (Sameness.Confounding, "they should be the same"),
        };
    }

    /// <summary>A machine may have packages beside the userland (its boot set); the userland itself must be the same on both.</summary>
    static (Sameness, string) Packages(string here, string there, bool otherKernel)
    {
        Dictionary<string, string> one = Versions(here), other = Versions(there);
        var different = one.Where(p => other.TryGetValue(p.Key, out var version) && version != p.Value).Select(p => $"{p.Key} {p.Value} here, {other[p.Key]} there").ToArray();
        var missing = one.Keys.Except(other.Keys).ToArray();
        var more = other.Keys.Except(one.Keys).ToArray();
        if (different.Length > 0) return (Sameness.Confounding, $"other versions: {Some(different)}");
        if (missing.Length > 0) return (Sameness.Confounding, $"not there: {Some(missing)}");
        return otherKernel ? (Sameness.ByNature, $"{more.Length} packages more, which a machine needs to boot") : (Sameness.Confounding, $"only there: {Some(more)}");
    }

    static Dictionary<string, string> Versions(string manifest) =>
        manifest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2).GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.First()[1]);

    static string Missing(string here, string there) => Some([.. here.Split(' ').Except(there.Split(' '))]);

    static string Some(string[] items) => items.Length <= 4 ? string.Join(", ", items) : $"{string.Join(", ", items[..4])} and {items.Length - 4} more";

    /// <summary>Direct I/O of a container or of the host passes every cache; so does a machine's, where the host opens its disk without one.</summary>
    static (Sameness, string) Cache(string there) => (Sameness.Confounding, there switch
    {
        "unsafe" => "cache mode unsafe: flushes are ignored, so writes look faster than they are",
        "writeback" or "writethrough" => $"cache mode {there}: direct I/O in the machine ends in the host's page cache",
        _ => $"cache mode {there}",
    });
}
