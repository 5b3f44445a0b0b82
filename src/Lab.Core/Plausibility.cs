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
    const string WrongClock = "The clock or the order of events is wrong; do not use its startup numbers.";

    /// <param name="trials">The trials that count.</param>
    public static IEnumerable<Finding> Of(StudyRecord record, IReadOnlyList<TrialDone> trials, IReadOnlyList<Level> levels, IReadOnlyList<Comparison> comparisons) =>
    [
        .. record.Plan.Spec.Platforms.SelectMany(p => Startup(p, record.LabelOf(p), levels.Where(l => l.Platform == p).ToDictionary(l => l.Metric.Id))),
        .. Trials(record, trials),
        .. record.Workloads.SelectMany(w => record.Plan.Spec.Platforms.SelectMany(p => Work(w, p, record, levels))),
        .. comparisons.Where(c => c.Against == "host").SelectMany(c => Speed(c, record)),
    ];

    static Finding Warning(string what, string next) => new("warning", what, next);

    static IEnumerable<Finding> Startup(string platform, string label, Dictionary<string, Level> levels)
    {
        double? Median(Metric metric) => levels.GetValueOrDefault(metric.Id)?.Median;
        var ready = Median(Metrics.Ready);
        var machine = platform is "vm" or "container-in-vm";
        if (!machine && platform != "host" && ready is < 0.030 or > 10)
            yield return Warning($"{label}: a local image was ready in under 30 ms or after more than 10 s.", "Look whether it really served, and what else the machine did.");
        if (machine && ready > 120)
            yield return Warning($"{label} took more than two minutes to be ready.", "Look at its serial console: a missing serial port, entropy or network are the usual reasons.");
        if (ready < Median(Metrics.Init))
            yield return Warning($"{label} was ready before init, its first program.", WrongClock);
        if (ready < Median(Metrics.Power))
            yield return Warning($"{label} was ready before it was started.", WrongClock);
        if (Median(Metrics.Reachable) < ready)
            yield return Warning($"{label} was reachable before it was ready.", WrongClock);
        if (Median(Metrics.Resident) < 100 << 10)
            yield return Warning($"{label} holds less than 100 KiB of memory.", "The processes were not found: the ledger is wrong.");
        foreach (var level in levels.Values.Where(l => l.Metric.Id.StartsWith("startup.", StringComparison.Ordinal)))
            if (StepOf(level) is { } step)
                yield return Warning($"{label}: every value of {level.Metric.Id} is a multiple of {step * 1e3:0} ms.", "That is the step of something that polls, not a measurement: find it before using the number.");
    }

    /// <summary>The step of which all values are multiples, within 1 % of it; null if there is none, or it is too small to matter.</summary>
    static double? StepOf(Level level) => level.Samples.Count < 5 ? null
        : s_steps.Where(step => step > 0.02 * level.Median && level.Samples.All(s => Math.Abs(s.Value / step - Math.Round(s.Value / step)) < 0.01 && s.Value > step / 2)).Cast<double?>().FirstOrDefault();

    static IEnumerable<Finding> Trials(StudyRecord record, IReadOnlyList<TrialDone> trials)
    {
        foreach (var group in trials.GroupBy(t => (t.Trial.Workload, t.Trial.Visit.Platform)))
        {
            var (workload, label) = (group.Key.Workload, record.LabelOf(group.Key.Platform));
            var failed = group.Select(t => t.Outcome).OfType<Failed>().ToArray();
            if (failed.Length > 0)
                yield return Warning($"{failed.Length} of {group.Count()} trials of {workload} on {label} gave no number: {failed[0].Message}", "raw/ has what the tool said; `./run workload try` runs it once.");
            if (Statistics.Median([.. group.Select(t => t.Seconds)]) is > 0 and < ShortTrial and var seconds)
                yield return new Finding("note", $"{workload} on {label} is under-resolved: a trial took only {seconds * 1e3:0} ms.", "Make it larger: trial-seconds in the plan, or size in the workload.");
        }
    }

    static IEnumerable<Finding> Work(Workload workload, string platform, StudyRecord record, IReadOnlyList<Level> levels)
    {
        Level? On(string metric) => levels.FirstOrDefault(l => l.Metric.Id == metric && l.Platform == platform);
        var label = record.LabelOf(platform);
        var fastestCopy = record.Workloads.Where(w => w.Kind == WorkloadKind.Memory).SelectMany(w => w.Metrics).Where(m => m.Metric.Unit == Unit.BytesPerSecond)
            .SelectMany(m => levels.Where(l => l.Metric.Id == m.Metric.Id)).Select(l => l.Median).DefaultIfEmpty(MostOfMemory).Max();
        foreach (var metric in workload.Metrics)
        {
            if (On(metric.Metric.Id) is not { } level) continue;
            var bandwidth = metric.Metric.Unit == Unit.BytesPerSecond ? level.Median : 0;
            if (workload.Kind == WorkloadKind.Memory && bandwidth > MostOfMemory)
                yield return Warning($"{label}: {metric.Metric.Id} is more than memory has.", "The array fits in a cache: make it several times larger than the last-level cache.");
            if (workload.Kind is WorkloadKind.Disk or WorkloadKind.Network && bandwidth > fastestCopy)
                yield return Warning($"{label}: {metric.Metric.Id} is more than one thread can copy in this memory.", "Data did not move: look for a cache, a sparse file, or a wrong unit.");
            if (workload is { Kind: WorkloadKind.Network, Outside: true } && platform != "host" && bandwidth > MostOfNetwork)
                yield return Warning($"{label}: {metric.Metric.Id} is over 60 Gbit/s in one stream.", "That is a loopback, not a network: look at the address that the client used.");
            if (metric.OneThread is { } single && On(single) is { } one && level.Median / one.Median is var scaling)
                foreach (var finding in Scaling(label, metric.Metric.Id, scaling, record.Plan.Spec.Cpus))
                    yield return finding;
        }
        foreach (var finding in Little(workload, label, On))
            yield return finding;
    }

    static IEnumerable<Finding> Scaling(string label, string metric, double scaling, int cpus)
    {
        if (scaling > 1.1 * cpus)
            yield return Warning($"{label}: {metric} is {scaling:0.0} times that of one thread, on {cpus} CPUs.", "It has more CPUs than it should, or the single thread was held up.");
        else if (cpus > 1 && scaling < 0.6 * cpus)
            yield return Warning($"{label}: {metric} is only {scaling:0.0} times that of one thread, on {cpus} CPUs.", "Look for a quota instead of a CPU set, virtual CPUs that share a real one, or two threads of one core.");
    }

    /// <summary>Requests under way are rate times mean latency (Little, A proof for the queuing formula L = λW, Operations Research 9, 1961): never more than there are connections.</summary>
    static IEnumerable<Finding> Little(Workload workload, string label, Func<string, Level?> on)
    {
        if (workload.Concurrency is not { } connections
            || workload.Metrics.FirstOrDefault(m => m.Role == Role.Rate) is not { } rate || on(rate.Metric.Id) is not { } rates
            || workload.Metrics.FirstOrDefault(m => m.Role == Role.MeanLatency) is not { } latency || on(latency.Metric.Id) is not { } latencies)
            yield break;
        var inFlight = rates.Samples.Join(latencies.Samples, s => s.Visit, s => s.Visit, (r, l) => r.Value * l.Value).DefaultIfEmpty(0).Max();
        if (inFlight > 1.15 * connections)
            yield return Warning($"{label}: {rate.Metric.Id} times {latency.Metric.Id} is {inFlight:0.0} requests under way, but {workload.Id} has {connections}.", "By Little's law one of both is wrong: look at units, and at what the tool counts.");
        else if (inFlight > 0 && inFlight < 0.5 * connections)
            yield return new Finding("note", $"{label}: by Little's law only {inFlight:0.0} of the {connections} requests of {workload.Id} were under way.", "The client was the limit, not the server.");
    }

    static IEnumerable<Finding> Speed(Comparison comparison, StudyRecord record)
    {
        if (record.Workloads.FirstOrDefault(w => w.Metrics.Any(m => m.Metric.Id == comparison.Metric.Id)) is not { } workload) yield break;
        var (platform, metric, label) = (comparison.Platform, comparison.Metric.Id, record.LabelOf(comparison.Platform));
        var higher = comparison.Metric.Better == Better.Higher;
        var speed = higher ? comparison.Ratio : 1 / comparison.Ratio;
        var surely = higher ? comparison.Interval.Low > 1 : comparison.Interval.High < 1;
        if (workload.Kind == WorkloadKind.Disk && speed > 1.05 && surely)
            yield return new Finding(comparison.Rounds < Statistics.LeastForInterval ? "note" : "warning", $"{label} is {speed - 1:0 %} faster than the host on {metric}, in {comparison.Rounds} rounds.", "Something below it caches: look at the cache mode of the disk in the certificate, and whether flushes are kept.");
        else if (workload.Kind is WorkloadKind.Cpu or WorkloadKind.Memory or WorkloadKind.Other && speed > 1.1 && surely)
            yield return new Finding(comparison.Rounds < Statistics.LeastForInterval ? "note" : "warning", $"{label} is more than 10 % faster than the host on {metric}, in {comparison.Rounds} rounds.", "Suspect a cache, a clock that runs wrong, or a host that was busy.");
        if (workload.Kind == WorkloadKind.Cpu && platform == "vm" && speed < 0.95 && record.Environment.Platforms.Any(p => p.Id == platform && !p.Emulated))
            yield return Warning($"{label} is {1 - speed:0 %} slower than the host on {metric}, with hardware assistance.", "A fault of configuration until shown otherwise: pinning of virtual CPUs, CPU model, another load on its CPUs.");
        if (workload.Kind is WorkloadKind.Cpu or WorkloadKind.Memory or WorkloadKind.Other && platform == "container" && speed < 0.9)
            yield return Warning($"{label} is more than 10 % slower than the host on {metric}.", "Look at limits and at what else ran: it is the same CPU.");
    }
}
