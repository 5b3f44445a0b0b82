using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>What of a machine stands in a study, which may be shown to everybody. It is applied where a fact is taken,
/// so that no more is written; and again where a study is read, because older ones hold whole boot command lines, and
/// a page that is made of one should not.</summary>
public static partial class Publication
{
    /// <summary>Fact and property: the kernel's boot parameters. It had another name when it was the whole command
    /// line.</summary>
    public const string BootParametersName = "kernel parameters", CommandLineName = "kernel command line";
    public const string DiskName = "disk", RootFileSystemName = "root file system";

    /// <summary>Stands where a machine does not say a fact.</summary>
    public const string NotSaid = "not said by this machine";

    /// <summary>The facts of a machine that may be taken.</summary>
    public static readonly IReadOnlySet<string> Facts = new HashSet<string>
    {
        "cpu", "cpus", "cpu flags", "mitigations", "memory", "swap", Claim.NestedFact, "cgroup", DiskName,
        "time synchronisation", "kernel", BootParametersName, "cpu governor", "cpu boost", "intel no_turbo",
        "smt active", "ksm", "transparent huge pages", "clock source", "machine",
        "accelerator kvm", "accelerator tcg", "docker", "docker storage", "docker runtime", "docker security", "image",
        "vagrant", "vagrant plugins", "libvirt", "qemu", "guest recipe", "box sha256",
    };

    /// <summary>A fact of the environment as it is published.</summary>
    public static KeyValuePair<string, string> Fact(string name, string value) => name switch
    {
        _ when value == NotSaid => new(name == CommandLineName ? BootParametersName : name, value),
        CommandLineName or BootParametersName => new(BootParametersName, BootParameters.Of(value)),
        DiskName => new(name, Disk().Replace(value,
            m => $"{m.Groups[1].Value}({MountOptions.Of(m.Groups[2].Value)}){m.Groups[3].Value}")),
        "docker security" => new(name, Security(value)),
        _ => new(name, value),
    };

    /// <summary>A property of an instance as it is published.</summary>
    public static KeyValuePair<string, string> Property(string name, string value) => name switch
    {
        CommandLineName or BootParametersName => new(BootParametersName, BootParameters.Of(value)),
        RootFileSystemName when value.Split(' ', 2) is [var type, var options] =>
            new(name, $"{type} {MountOptions.Of(options)}"),
        "isolation" => new(name, Security(value)),
        _ => new(name, value),
    };

    /// <summary>Security options of an Engine without the file that a profile of somebody's own was read
    /// from.</summary>
    public static string Security(string options) => Profile().Replace(options, "profile=custom");

    public static StudyEnvironment Of(StudyEnvironment environment) => environment with
    {
        Facts = Each(environment.Facts, Fact),
        Warnings = [.. environment.Warnings.Select(w => Folder().Replace(w, "$1."))],
    };

    public static Observed Of(Observed observed) => observed with { Seen = Each(observed.Seen, Property) };

    /// <summary>In their order. Whoever wrote a study may have given it both names: the later one counts.</summary>
    static Dictionary<string, string> Each(
        IReadOnlyDictionary<string, string> all, Func<string, string, KeyValuePair<string, string>> publish)
    {
        var published = new Dictionary<string, string>();
        foreach (var (oldName, oldValue) in all)
        {
            var (name, value) = publish(oldName, oldValue);
            published[name] = value;
        }
        return published;
    }

    [GeneratedRegex(@"^([A-Za-z0-9._-]+ )\((.*)\)(, rotational .*)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Disk();

    [GeneratedRegex(@"profile=(?!(default|builtin|unconfined|custom)(?![^\s,]))[^\s,]*", RegexOptions.CultureInvariant)]
    private static partial Regex Profile();

    /// <summary>The warning of a small disk named the lab's folder, and so the user.</summary>
    [GeneratedRegex(@"(free where the guest is kept) \(.*\)\.",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Folder();
}
