namespace Lab.Core;

/// <summary>Values that cannot be, or that mean something else than they seem to. Each finding says what to check next.
/// The bounds are physical (a cache is faster than memory) or logical (Little's law), with room for noise.</summary>
static class Plausibility
{
    /// <summary>Bytes per second. No desktop or server memory gives one thread as much; a cache does.</summary>
    const double MostOfMemory = 100e9;
    /// <summary>Bytes per second (60 Gbit/s). One stream through virtual network devices stays below; a loopback need not.</summary>
    const double MostOfNetwork = 7.5e9;
    /// <summary>Seconds. A shorter trial is mostly its own beginning.</summary>
    const double ShortTrial = 1;
    /// <summary>Seconds between two questions of the tools that poll: Testcontainers and Vagrant 1, others less.</summary>
    static readonly double[] s_steps = [1, 0.5, 0.25, 0.1];
    static readonly Message s_wrongClock = new("finding.wrong-clock.next");

    /// <param name="trials">The trials that count.</param>
    public static IEnumerable<Finding> Of(StudyRecord record, IReadOnlyList<TrialDone> trials, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons) =>
    [
        .. record.Plan.Spec.Platforms.SelectMany(p => Startup(p, record.NameOf(p), levels.Where(l => l.Platform == p).ToDictionary(l => l.Metric.Id))),
        .. Trials(record, trials),
        .. record.Workloads.SelectMany(w => record.Plan.Spec.Platforms.SelectMany(p => Work(w, p, record, levels))),
        .. comparisons.Where(c => c.Against == "host").SelectMany(c => Speed(c, record)),
    ];

    static IEnumerable<Finding> Startup(string platform, Recorded name, Dictionary<string, Level> levels)
    {
        double? Median(Metric metric) => levels.GetValueOrDefault(metric.Id)?.Median;
        (string, object) of = ("platform", name);
        var ready = Median(Metrics.Ready);
        var machine = platform is "vm" or "container-in-vm";
        if (!machine && platform != "host" && ready is < 0.030 or > 10)
            yield return Finding.Warning(new("finding.ready-odd", of), new("finding.ready-odd.next"));
        if (machine && ready > 120)
            yield return Finding.Warning(new("finding.ready-late", of), new("finding.ready-late.next"));
        if (ready < Median(Metrics.Init))
            yield return Finding.Warning(new("finding.ready-before-init", of), s_wrongClock);
        if (ready < Median(Metrics.Power))
            yield return Finding.Warning(new("finding.ready-before-power", of), s_wrongClock);
        if (Median(Metrics.Reachable) < ready)
            yield return Finding.Warning(new("finding.reachable-before-ready", of), s_wrongClock);
        if (Median(Metrics.Resident) < 100 << 10)
            yield return Finding.Warning(new("finding.memory-lost", of), new("finding.memory-lost.next"));
        foreach (var level in levels.Values.Where(l => l.Metric.Id.StartsWith("startup.", StringComparison.Ordinal)))
            if (StepOf(level) is { } step)
                yield return Finding.Warning(new("finding.polled", of, ("metric", level.Metric.Id), ("step", new Quantity(Unit.Seconds, step))), new("finding.polled.next"));
    }

    /// <summary>The step of which all values are multiples, within 1 % of it; null if there is none, or it is too small to matter.</summary>
    static double? StepOf(Level level) => level.Samples.Count < 5 ? null
        : s_steps.Where(step => step > 0.02 * level.Median && level.Samples.All(s => Math.Abs(s.Value / step - Math.Round(s.Value / step)) < 0.01 && s.Value > step / 2)).Cast<double?>().FirstOrDefault();

    static IEnumerable<Finding> Trials(StudyRecord record, IReadOnlyList<TrialDone> trials)
    {
        foreach (var group in trials.GroupBy(t => (t.Trial.Workload, t.Trial.Visit.Platform)))
        {
            (string, object)[] of = [("workload", group.Key.Workload), ("platform", record.NameOf(group.Key.Platform))];
            var failed = group.Select(t => t.Outcome).OfType<Failed>().ToArray();
            if (failed.Length > 0)
                yield return Finding.Warning(new("finding.trials-failed", [.. of, ("failed", failed.Length), ("trials", group.Count()), ("message", failed[0].Message)]), new("finding.trials-failed.next"));
            if (Statistics.Median([.. group.Select(t => t.Seconds)]) is > 0 and < ShortTrial and var seconds)
                yield return Finding.Note(new("finding.short-trial", [.. of, ("time", new Quantity(Unit.Seconds, seconds))]), new("finding.short-trial.next"));
        }
    }

    static IEnumerable<Finding> Work(Workload workload, string platform, StudyRecord record, IReadOnlyList<Level> levels)
    {
        Level? On(string metric) => levels.FirstOrDefault(l => l.Metric.Id == metric && l.Platform == platform);
        var name = record.NameOf(platform);
        var fastestCopy = record.Workloads.Where(w => w.Kind == WorkloadKind.Memory).SelectMany(w => w.Metrics).Where(m => m.Metric.Unit == Unit.BytesPerSecond)
            .SelectMany(m => levels.Where(l => l.Metric.Id == m.Metric.Id)).Select(l => l.Median).DefaultIfEmpty(MostOfMemory).Max();
        foreach (var metric in workload.Metrics)
        {
            if (On(metric.Metric.Id) is not { } level) continue;
            (string, object)[] of = [("platform", name), ("metric", metric.Metric.Id)];
            var bandwidth = metric.Metric.Unit == Unit.BytesPerSecond ? level.Median : 0;
            if (workload.Kind == WorkloadKind.Memory && bandwidth > MostOfMemory)
                yield return Finding.Warning(new("finding.more-than-memory", of), new("finding.more-than-memory.next"));
            if (workload.Kind is WorkloadKind.Disk or WorkloadKind.Network && bandwidth > fastestCopy)
                yield return Finding.Warning(new("finding.more-than-copy", of), new("finding.more-than-copy.next"));
            if (workload is { Kind: WorkloadKind.Network, Outside: true } && platform != "host" && bandwidth > MostOfNetwork)
                yield return Finding.Warning(new("finding.more-than-network", of), new("finding.more-than-network.next"));
            if (metric.OneThread is { } single && On(single) is { } one && Scaling(level.Median / one.Median, record.Plan.Spec.Cpus, of) is { } finding)
                yield return finding;
        }
        foreach (var finding in Little(workload, name, On))
            yield return finding;
    }

    static Finding? Scaling(double scaling, int cpus, (string, object)[] of)
    {
        (string, object)[] values = [.. of, ("scaling", new Fixed(scaling, 1)), ("cpus", cpus)];
        return scaling > 1.1 * cpus ? Finding.Warning(new("finding.scales-too-well", values), new("finding.scales-too-well.next"))
            : cpus > 1 && scaling < 0.6 * cpus ? Finding.Warning(new("finding.scales-badly", values), new("finding.scales-badly.next"))
            : null;
    }

    /// <summary>Requests under way are rate times mean latency (Little, A proof for the queuing formula L = λW, Operations Research 9, 1961): never more than there are connections.</summary>
    static IEnumerable<Finding> Little(Workload workload, Recorded name, Func<string, Level?> on)
    {
        if (workload.Concurrency is not { } connections
            || workload.Metrics.FirstOrDefault(m => m.Role == Role.Rate) is not { } rate || on(rate.Metric.Id) is not { } rates
            || workload.Metrics.FirstOrDefault(m => m.Role == Role.MeanLatency) is not { } latency || on(latency.Metric.Id) is not { } latencies)
            yield break;
        var inFlight = rates.Samples.Join(latencies.Samples, s => s.Visit, s => s.Visit, (r, l) => r.Value * l.Value).DefaultIfEmpty(0).Max();
        (string, object)[] of = [("platform", name), ("under-way", new Fixed(inFlight, 1)), ("workload", workload.Id), ("connections", connections)];
        if (inFlight > 1.15 * connections)
            yield return Finding.Warning(new("finding.little-more", [.. of, ("rate", rate.Metric.Id), ("latency", latency.Metric.Id)]), new("finding.little-more.next"));
        else if (inFlight > 0 && inFlight < 0.5 * connections)
            yield return Finding.Note(new("finding.little-less", of), new("finding.little-less.next"));
    }

    static IEnumerable<Finding> Speed(Comparison comparison, StudyRecord record)
    {
        if (record.Workloads.FirstOrDefault(w => w.Metrics.Any(m => m.Metric.Id == comparison.Metric.Id)) is not { } workload) yield break;
        var platform = comparison.Platform;
        var higher = comparison.Metric.Better == Better.Higher;
        var speed = higher ? comparison.Ratio : 1 / comparison.Ratio;
        var surely = higher ? comparison.Interval.Low > 1 : comparison.Interval.High < 1;
        (string, object)[] of = [("platform", record.NameOf(platform)), ("metric", comparison.Metric.Id), ("rounds", comparison.Rounds), ("by", new Share(Math.Abs(speed - 1)))];
        var severity = comparison.Rounds < Statistics.LeastForInterval ? "note" : "warning";
        if (workload.Kind == WorkloadKind.Disk && speed > 1.05 && surely)
            yield return new Finding(severity, new("finding.disk-faster-than-host", of), new("finding.disk-faster-than-host.next"));
        else if (workload.Kind is WorkloadKind.Cpu or WorkloadKind.Memory or WorkloadKind.Other && speed > 1.1 && surely)
            yield return new Finding(severity, new("finding.faster-than-host", of), new("finding.faster-than-host.next"));
        if (workload.Kind == WorkloadKind.Cpu && platform == "vm" && speed < 0.95 && record.Environment.Platforms.Any(p => p.Id == platform && !p.Emulated))
            yield return Finding.Warning(new("finding.vm-slow", of), new("finding.vm-slow.next"));
        if (workload.Kind is WorkloadKind.Cpu or WorkloadKind.Memory or WorkloadKind.Other && platform == "container" && speed < 0.9)
            yield return Finding.Warning(new("finding.container-slow", of), new("finding.container-slow.next"));
    }
}
