using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Each check with numbers that trip it and numbers that do not.</summary>
public sealed class PlausibilityTests
{
    [Theory]
    [InlineData("container", "startup.ready", 0.02, 0.2, "ready in under 30 ms or after more than 10 s")]
    [InlineData("container", "startup.ready", 11, 9, "ready in under 30 ms or after more than 10 s")]
    [InlineData("vm", "startup.ready", 200, 100, "more than two minutes")]
    [InlineData("container", "memory.resident", 5000, 5e6, "less than 100 KiB")]
    [InlineData("container", "startup.reachable", 0.01, 0.5, "reachable before it was ready")]
    public void A_startup_or_a_footprint_that_cannot_be_is_a_finding(string platform, string metric, double impossible, double possible, string finding)
    {
        Assert.Contains(Findings(SampleStudy.Record(change: (p, m) => p == platform && m == metric ? impossible : null)), f => f.Contains(finding, StringComparison.Ordinal));
        Assert.DoesNotContain(Findings(SampleStudy.Record(change: (p, m) => p == platform && m == metric ? possible : null)), f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("startup.init", 0.5, 0.01, "ready before init")]
    [InlineData("startup.power", 0.5, 0.01, "ready before it was started")]
    public void Ready_before_what_comes_first_is_a_finding(string rung, double impossible, double possible, string finding)
    {
        StudyRecord With(double value) => SampleStudy.Record() is var record ? record with
        {
            Journal = [.. record.Journal.Select(e => e is LadderTaken { Visit.Platform: "container" } l ? l with { Rungs = [.. l.Rungs, new Measurement(rung, value)] } : e)],
        } : throw new InvalidOperationException();
        Assert.Contains(Findings(With(impossible)), f => f.Contains(finding, StringComparison.Ordinal));
        Assert.DoesNotContain(Findings(With(possible)), f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_at_the_step_of_something_that_polls_are_a_finding()
    {
        var step = 0;
        Assert.Contains(Findings(SampleStudy.Record(change: (p, m) => p == "container" && m == "startup.ready" ? ++step % 3 + 1.001 : null)), f => f.Contains("multiple of 1.00 s", StringComparison.Ordinal));
        Assert.DoesNotContain(Findings(SampleStudy.Record(change: (p, m) => p == "container" && m == "startup.ready" ? ++step % 3 + 0.137 : null)), f => f.Contains("multiple of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(WorkloadKind.Cpu, 1.2, "more than 10 % faster than the host")]
    [InlineData(WorkloadKind.Cpu, 0.8, "more than 10 % slower than the host")]
    [InlineData(WorkloadKind.Disk, 1.07, "7 % faster than the host")]
    public void A_container_that_differs_from_the_host_as_it_cannot_is_a_finding(WorkloadKind kind, double speed, string finding)
    {
        Assert.Contains(Findings(Study(Rate(kind), Ratios("container", speed))), f => f.Contains($"container (Docker) is {finding}", StringComparison.Ordinal));
        Assert.DoesNotContain(Findings(Study(Rate(kind), Ratios("container", 1.01))), f => f.Contains("than the host", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kernel_or_a_network_may_well_differ_from_the_hosts() =>
        Assert.DoesNotContain(Findings(Study(Rate(WorkloadKind.Kernel), Ratios("container", 0.5))), f => f.Contains("than the host", StringComparison.Ordinal));

    [Theory]
    [InlineData(false, 0.9, true)]
    [InlineData(false, 0.97, false)]
    [InlineData(true, 0.1, false)]
    public void A_gap_of_a_vms_cpu_is_a_fault_of_configuration_where_hardware_assists(bool emulated, double speed, bool found)
    {
        var record = Study(Rate(WorkloadKind.Cpu), Ratios("vm", speed));
        record = record with { Environment = record.Environment with { Platforms = [.. record.Environment.Platforms.Select(p => p with { Emulated = p.Id == "vm" && emulated })] } };
        Assert.Equal(found, Findings(record).Any(f => f.Contains("slower than the host on w.rate, with hardware assistance", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(WorkloadKind.Memory, false, 2e11, 2e10, "more than memory has")]
    [InlineData(WorkloadKind.Network, true, 1e10, 5e9, "over 60 Gbit/s")]
    public void More_bandwidth_than_there_can_be_is_a_finding(WorkloadKind kind, bool outside, double impossible, double possible, string finding)
    {
        var workload = Rate(kind, Unit.BytesPerSecond) with { Outside = outside };
        Assert.Contains(Findings(Study(workload, (_, _) => impossible)), f => f.Contains(finding, StringComparison.Ordinal));
        Assert.DoesNotContain(Findings(Study(workload, (_, _) => possible)), f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void A_disk_that_is_faster_than_memory_can_be_copied_is_a_finding()
    {
        var disk = Rate(WorkloadKind.Disk, Unit.BytesPerSecond);
        var memory = Rate(WorkloadKind.Memory, Unit.BytesPerSecond, "m");
        StudyRecord With(double rate) => Study([disk, memory], (_, metric) => metric == "m.rate" ? 1e10 : rate);
        Assert.Contains(Findings(With(2e10)), f => f.Contains("more than one thread can copy", StringComparison.Ordinal));
        Assert.DoesNotContain(Findings(With(1e9)), f => f.Contains("more than one thread can copy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1.9, null)]
    [InlineData(1.0, "only 1.0 times that of one thread, on 2 CPUs")]
    [InlineData(2.4, "2.4 times that of one thread, on 2 CPUs")]
    public void Threads_that_do_not_scale_are_a_finding(double scaling, string? finding)
    {
        var one = Rate(WorkloadKind.Cpu);
        var all = Rate(WorkloadKind.Cpu, id: "all") is var w ? w with { Metrics = [w.Metrics[0] with { OneThread = "w.rate" }] } : one;
        var findings = Findings(Study([one, all], (_, metric) => metric == "all.rate" ? 100 * scaling : 100));
        if (finding is null) Assert.DoesNotContain(findings, f => f.Contains("that of one thread", StringComparison.Ordinal));
        else Assert.Contains(findings, f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000, 0.016, null)]
    [InlineData(25_000, 0.016, "400.0 requests under way, but w has 16")]
    [InlineData(100, 0.016, "only 1.6 of the 16 requests of w were under way")]
    public void Requests_latency_and_connections_obey_littles_law(double rate, double latency, string? finding)
    {
        var workload = Rate(WorkloadKind.Service) with
        {
            Concurrency = 16,
            Metrics = [new WorkloadMetric(new Metric("w.rate", Unit.PerSecond, Better.Higher, "d"), "n", 1) { Role = Role.Rate }, new WorkloadMetric(new Metric("w.mean", Unit.Seconds, Better.Lower, "d"), "n", 1) { Role = Role.MeanLatency }],
        };
        var findings = Findings(Study(workload, (_, metric) => metric == "w.rate" ? rate : latency));
        if (finding is null) Assert.DoesNotContain(findings, f => f.Contains("under way", StringComparison.Ordinal));
        else Assert.Contains(findings, f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void Trials_without_a_number_are_counted_with_their_reason()
    {
        Assert.Contains(Findings(SampleStudy.Record(failIn: 4, message: "cpu.events is not in the output")), f => f.Contains("1 of 5 trials of sysbench-cpu on vm (QEMU, emulated) gave no number: cpu.events is not in the output", StringComparison.Ordinal));
        Assert.DoesNotContain(Findings(SampleStudy.Record()), f => f.Contains("gave no number", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.2, true)]
    [InlineData(3, false)]
    public void A_trial_that_is_over_at_once_is_under_resolved(double seconds, bool found)
    {
        var record = SampleStudy.Record();
        record = record with { Journal = [.. record.Journal.Select(e => e is TrialDone t ? t with { Seconds = seconds } : e)] };
        Assert.Equal(found, Findings(record).Any(f => f.Contains("sysbench-cpu on host (chroot) is under-resolved: a trial took only 200 ms", StringComparison.Ordinal)));
    }

    static string[] Findings(StudyRecord record) => [.. Analysis.Of(record).Findings.Select(f => f.What.InEnglish())];

    static Workload Rate(WorkloadKind kind, Unit unit = Unit.PerSecond, string id = "w") =>
        new(id, id, "nothing", [id], "(?<n>x)", 1, [new WorkloadMetric(new Metric($"{id}.rate", unit, Better.Higher, "d"), "n", 1)]) { Kind = kind };

    static Func<string, string, double> Ratios(string platform, double speed) => (p, _) => p == platform ? 100 * speed : 100;

    static StudyRecord Study(Workload workload, Func<string, string, double> value) => Study([workload], value);

    /// <summary>The sample study with other workloads, whose metrics have the given value on each platform.</summary>
    static StudyRecord Study(Workload[] workloads, Func<string, string, double> value)
    {
        var record = SampleStudy.Record();
        return record with
        {
            Workloads = workloads,
            Journal = [.. record.Journal.SelectMany(e => e is TrialDone t
                ? workloads.Select(w => (JournalEntry)(t with { Trial = t.Trial with { Workload = w.Id }, Outcome = new Measured([.. w.Metrics.Select(m => m.Metric.Of(value(t.Trial.Visit.Platform, m.Metric.Id)))]) }))
                : [e])],
        };
    }
}
