using Lab.Core;

namespace Lab.Tests;

/// <summary>A study with known numbers: host, container and an emulated VM, one warm-up round and five that count.</summary>
static class SampleStudy
{
    public static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Dictionary<string, (double Ready, double Resident, double Events)> Platforms = new()
    {
        ["host"] = (0.040, 9e6, 1000),
        ["container"] = (0.159, 14e6, 990),
        ["vm"] = (15.9, 250e6, 90),
    };

    /// <param name="failIn">Round in which the VM's workload fails; 0 for none.</param>
    /// <param name="change">Another value for a platform and metric, or null to leave it.</param>
    /// <param name="message">What the failure says.</param>
    public static StudyRecord Record(int failIn = 0, Func<string, string, double?>? change = null, string message = "it broke")
    {
        var plan = Plan.Make(Samples.Spec with { Title = "A sample study" }, 7, []);
        var journal = plan.Visits.SelectMany(v => Visit(plan, v, v.Round == failIn && v.Platform == "vm" ? message : null, change ?? ((_, _) => null)))
            .Concat(Enumerable.Range(1, 5).Select(n => new RampStep(At, "container", n, 10e6 + 4e6 * n))).ToArray();
        var guest = new GuestInfo("abc", "debian", "12", "bookworm", "Debian 12 (bookworm)", "no Ubuntu mirror answered", "lab-guest:abc", "lab/guest", "1.0.1");
        PlatformInfo[] platforms = [new("host", "host (chroot)", false), new("container", "container (Docker)", false), new("vm", "vm (QEMU, emulated)", true)];
        var environment = new StudyEnvironment(guest, platforms, new Dictionary<string, string> { ["cpu"] = "A CPU", ["kernel"] = "6.1" }, ["This host is itself a virtual machine."]);
        return new StudyRecord("sample-1", plan, environment, [Samples.Workload], journal, []);
    }

    static IEnumerable<JournalEntry> Visit(Plan plan, Visit visit, string? failure, Func<string, string, double?> change)
    {
        var (ready, resident, events) = Platforms[visit.Platform];
        // Each round is one per cent slower than the last on every platform alike, and the warm-up round is far off.
        ready *= visit.Warmup ? 10 : 1;
        ready += ready / 159 * (visit.Round);
        Measurement Value(Metric metric, double value) => metric.Of(change(visit.Platform, metric.Id) ?? value);
        yield return new Begun(At, visit, "nonce");
        yield return new LadderTaken(At, visit, [Value(Metrics.Ready, ready), Value(Metrics.Reachable, ready + 0.002), Value(Metrics.Returned, ready + 0.01)], 0.001);
        yield return new FootprintTaken(At, visit, "idle", [Value(Metrics.Resident, resident), Value(Metrics.DiskBase, 200e6), Value(Metrics.DiskInstance, 65536)]);
        var trial = plan.TrialsOf(visit)[0];
        Outcome outcome = failure is null ? new Measured([Value(Samples.Workload.Metrics[0].Metric, events)]) : new Failed("measure", failure);
        yield return new TrialDone(At, trial, outcome, "raw/x.txt");
        yield return new FootprintTaken(At, visit, "after", [Value(Metrics.Resident, resident + 1e6), Metrics.DiskInstance.Of(65536 + 4096)]);
        yield return new Ended(At, visit, outcome is Failed ? outcome : new Measured([Metrics.Teardown.Of(0.1)]));
    }
}

static class Samples
{
    public static PlanSpec Spec { get; } = new("quick", "A title", ["host", "container", "vm"], ["sysbench-cpu"], 5, 1, 2, 1L << 30, "auto", 0);

    public static Workload Workload { get; } = new("sysbench-cpu", "sysbench", "integers", ["sysbench", "cpu", "run"], @"events per second:\s+(?<rate>[0-9.]+)", 3,
        [new WorkloadMetric(new Metric("cpu.events", Unit.PerSecond, Better.Higher, "events"), "rate", 1)]);
}
