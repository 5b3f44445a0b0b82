using Lab.Core;

namespace Lab.Reports;

/// <summary>Numbers that the page shows and that are sums or differences of measured ones, formed inside each visit. They can be explained as all others.</summary>
public static class Derived
{
    public static readonly Metric Firmware = new("startup.firmware", Unit.Seconds, Better.Lower, "startup.init less startup.power and startup.kernel: firmware and boot loader of a VM.") { CanBeNegative = true };
    public static readonly Metric Service = new("startup.service", Unit.Seconds, Better.Lower, "startup.ready less startup.init: from the first program of the instance until its web server answers inside.") { CanBeNegative = true };
    public static readonly Metric Network = new("startup.network", Unit.Seconds, Better.Lower, "startup.reachable less startup.ready: from answering inside until answering outside.") { CanBeNegative = true };
    public static readonly Metric GuestClock = new("startup.guest-clock", Unit.Seconds, Better.Lower, "startup.kernel and startup.userspace together: what systemd-analyze says of itself.");
    public static readonly Metric ProcessPss = new("memory.pss", Unit.Bytes, Better.Lower, "PSS of the processes that an instance is on the host: those inside a container, or all of QEMU (memory.guest-ram, memory.vmm and memory.translation).");
    public static readonly Metric DiskFirst = new("disk.first", Unit.Bytes, Better.Lower, "disk.base and disk.instance together: what the first instance takes.");

    public static readonly IReadOnlyList<Metric> All = [Firmware, Service, Network, GuestClock, ProcessPss, DiskFirst];

    /// <summary>A level of the study, measured or derived.</summary>
    /// <returns>Null if the study has no such number.</returns>
    public static Level? Find(AnalysisResult result, string metric, string platform) => result.Find(metric, platform) ?? metric switch
    {
        "startup.firmware" => Of(result, Firmware, platform, [Metrics.Init], [Metrics.Power, Metrics.Kernel]),
        "startup.service" => Of(result, Service, platform, [Metrics.Ready], [Metrics.Init]),
        "startup.network" => Of(result, Network, platform, [Metrics.Reachable], [Metrics.Ready]),
        "startup.guest-clock" => Of(result, GuestClock, platform, [Metrics.Kernel, Metrics.Userspace], []),
        "memory.pss" => Of(result, ProcessPss, platform, [Metrics.GuestRam, Metrics.Vmm, Metrics.Translation], []) ?? Of(result, ProcessPss, platform, [Metrics.GuestRam, Metrics.Vmm], []) ?? Of(result, ProcessPss, platform, [Metrics.Processes], []),
        "disk.first" => Of(result, DiskFirst, platform, [Metrics.DiskBase, Metrics.DiskInstance], []),
        _ => null,
    };

    static (int, int) Round(Sample sample) => (sample.Visit.Batch, sample.Visit.Round);

    /// <summary>One value of each visit that has all parts.</summary>
    static Level? Of(AnalysisResult result, Metric metric, string platform, Metric[] plus, Metric[] minus)
    {
        Dictionary<(int, int), double>? Values(Metric part) => result.Find(part.Id, platform)?.Samples.ToDictionary(Round, s => s.Value);
        var (added, taken) = (plus.Select(Values).ToArray(), minus.Select(Values).ToArray());
        if (added.Contains(null) || taken.Contains(null)) return null;
        Sample[] samples = [.. from sample in result.Find(plus[0].Id, platform)!.Samples
                               where added.Concat(taken).All(v => v!.ContainsKey(Round(sample)))
                               select sample with { Value = added.Sum(v => v![Round(sample)]) - taken.Sum(v => v![Round(sample)]) }];
        return samples.Length == 0 ? null : new Level(metric, platform, Summary.Of([.. samples.Select(s => s.Value)], 0), samples);
    }

    /// <summary>How one platform compares with another on any number that both have, whether the study judged it or not.</summary>
    public static Comparison? Compare(AnalysisResult result, string metric, string platform, string against) =>
        result.Compare(metric, platform, against) ?? (Find(result, metric, platform) is { } one && Find(result, metric, against) is { } other ? Comparison.Of(one, other) : null);
}
