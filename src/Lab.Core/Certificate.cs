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
/// <param name="By">How each platform compares with the reference, by platform id.</param>
/// <param name="Why">What differs and why that is, or is not, in the nature of the platforms, by platform id; none where it is equal.</param>
public sealed record CertificateRow(string What, IReadOnlyDictionary<string, string> Seen, IReadOnlyDictionary<string, Sameness> By, IReadOnlyDictionary<string, Message> Why)
{
    /// <summary><see cref="What"/>, for a message.</summary>
    public Recorded Name => new("property", What);

    /// <summary>The worst of the platforms.</summary>
    public Sameness Sameness => By.Values.Max();

    /// <summary>Whether a difference here may show in a comparison of two platforms.</summary>
    /// <param name="workload">What is compared; null for startup and the ledgers.</param>
    public bool Confounds(string platform, string against, Workload? workload) =>
        ((string[])[platform, against]).Any(p => By.GetValueOrDefault(p) == Sameness.Confounding) && What.Split(' ', 2) switch
        {
            ["binary" or "libraries", var program] => workload is null ? program is "apache2" or "lab-beacon" : workload.Programs.Prepend(workload.Command[0]).Contains(program),
            ["disk", _] => workload is null or { Kind: WorkloadKind.Disk },
            ["network", _] => workload is null or { Kind: WorkloadKind.Network or WorkloadKind.Service },
            _ => true,
        };
}

/// <summary>Whether a comparison may be read as one of the platforms alone.</summary>
public enum Grade
{
    /// <summary>Nothing but the nature of the platforms differs.</summary>
    Comparable,
    /// <summary>Something could not be seen.</summary>
    Uncertain,
    /// <summary>Something else differs too.</summary>
    Confounded,
}

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

    /// <summary>The grade of a comparison of two platforms.</summary>
    public static Grade GradeOf(IReadOnlyList<CertificateRow> rows, string platform, string against)
    {
        var worst = rows.SelectMany(r => ((string[])[platform, against]).Select(p => r.By.GetValueOrDefault(p, Sameness.Unknown))).DefaultIfEmpty(Sameness.Unknown).Max();
        return worst switch { Sameness.Confounding => Grade.Confounded, Sameness.Unknown => Grade.Uncertain, _ => Grade.Comparable };
    }

    static CertificateRow Row(string what, string reference, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> observed, IReadOnlyCollection<string> emulated)
    {
        var seen = observed.ToDictionary(o => o.Key, o => o.Value.GetValueOrDefault(what, ""));
        var judged = observed.Keys.Where(p => p != reference).Select(p => (Platform: p, Verdict: Judge(what, seen[reference], seen[p], IsMachine(p) != IsMachine(reference), emulated.Contains(p)))).ToArray();
        var why = judged.Where(j => j.Verdict.Why is not null).ToDictionary(j => j.Platform, j => j.Verdict.Why!);
        return new CertificateRow(what, seen, judged.Select(j => KeyValuePair.Create(j.Platform, j.Verdict.Sameness)).Prepend(new(reference, Sameness.Equal)).ToDictionary(), why);
    }

    static bool IsMachine(string platform) => platform is "vm" or "container-in-vm";

    static (Sameness Sameness, Message? Why) Judge(string what, string here, string there, bool otherKernel, bool emulated)
    {
        if (here == there) return (Sameness.Equal, null);
        if (here.Length == 0 || there.Length == 0) return (Sameness.Unknown, new("certificate.why.not-seen"));
        return what switch
        {
            "packages" => Packages(here, there, otherKernel),
            "kernel" or Publication.BootParametersName or "mitigations" or "memory" or "processes" when otherKernel => (Sameness.ByNature, new("certificate.why.kernel")),
            "clock source" when otherKernel => emulated ? (Sameness.ByNature, new("certificate.why.emulated-clock")) : (Sameness.Confounding, new("certificate.why.clock")),
            "cpu flags" when otherKernel => emulated ? (Sameness.ByNature, new("certificate.why.emulated-cpu")) : (Sameness.Confounding, new("certificate.why.cpu-flags", ("flags", Some([.. here.Split(' ').Except(there.Split(' '))])))),
            "root file system" => (Sameness.ByNature, new("certificate.why.root")),
            "network path" or "disk path" or "isolation" => (Sameness.ByNature, new("certificate.why.platform")),
            "disk cache" => (Sameness.Confounding, Cache(there)),
            _ => (Sameness.Confounding, new("certificate.why.should-be-equal")),
        };
    }

    /// <summary>A machine may have packages beside the userland (its boot set); the userland itself must be the same on both.</summary>
    static (Sameness, Message) Packages(string here, string there, bool otherKernel)
    {
        Dictionary<string, string> one = Versions(here), other = Versions(there);
        Message[] different = [.. one.Where(p => other.TryGetValue(p.Key, out var version) && version != p.Value).Select(p => new Message("certificate.why.version", ("package", p.Key), ("here", p.Value), ("there", other[p.Key])))];
        var missing = one.Keys.Except(other.Keys).ToArray();
        var more = other.Keys.Except(one.Keys).ToArray();
        if (different.Length > 0) return (Sameness.Confounding, new("certificate.why.versions", ("packages", Some(different))));
        if (missing.Length > 0) return (Sameness.Confounding, new("certificate.why.packages-missing", ("packages", Some(missing))));
        return otherKernel ? (Sameness.ByNature, Message.Counted("certificate.why.boot-set", more.Length)) : (Sameness.Confounding, new("certificate.why.packages-more", ("packages", Some(more))));
    }

    static Dictionary<string, string> Versions(string manifest) =>
        manifest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2).GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.First()[1]);

    /// <summary>A list that nobody reads to its end has one.</summary>
    static object Some(IReadOnlyList<object> items) => items.Count <= 4 ? items : new Message("certificate.why.some", ("items", items.Take(4)), ("more", items.Count - 4));

    /// <summary>Direct I/O of a container or of the host passes every cache; so does a machine's, where the host opens its disk without one.</summary>
    static Message Cache(string there) => there switch
    {
        "unsafe" => new("certificate.why.cache-unsafe"),
        "writeback" or "writethrough" => new("certificate.why.cache-of-host", ("mode", there)),
        _ => new("certificate.why.cache", ("mode", there)),
    };
}
