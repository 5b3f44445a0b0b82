using Lab.Core;

namespace Lab.Tests;

/// <summary>Studies of any size whose numbers a test chooses.</summary>
static class MadeUpStudy
{
    static readonly GuestInfo Guest = new("abc", "debian", "12", "bookworm", "Debian 12 (bookworm)", "", "lab-guest:abc", "lab/guest", "1.0.1");

    /// <param name="ready">startup.ready of a visit, in seconds.</param>
    /// <param name="rounds">In each batch.</param>
    /// <param name="events">What the workload of a visit gives; the default is the same everywhere.</param>
    public static StudyRecord Record(string platforms, int batches, int rounds, Func<Visit, double> ready, Func<Visit, double>? events = null)
    {
        var spec = Samples.Spec with { Platforms = platforms.Split(' '), Rounds = rounds, Warmup = 1 };
        var plan = Plan.Make(spec, 7, []);
        plan = plan with { Visits = [.. Enumerable.Range(1, batches).SelectMany(b => Plan.Make(spec, b, []).Visits.Select(v => v with { Batch = b }))] };
        var environment = new StudyEnvironment(Guest, [.. spec.Platforms.Select(p => new PlatformInfo(p, $"{p} (made up)", false))], new Dictionary<string, string> { ["kernel"] = "6.1" }, []);
        return new StudyRecord("made-up", plan, environment, [Samples.Workload], [.. plan.Visits.SelectMany(v => Visit(plan, v, ready(v), events?.Invoke(v) ?? 1000))], []);
    }

    /// <summary>Noise between −1 and 1 that depends on the visit alone: the same in every run of a test, and as good as independent (SplitMix64).</summary>
    public static double Noise(Visit visit)
    {
        var state = visit.Platform.Aggregate((ulong)(visit.Batch * 1000 + visit.Round), (hash, letter) => hash * 31 + letter) * 0x9e3779b97f4a7c15;
        state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
        return (state >> 11) / (double)(1L << 52) - 1;
    }

    public static string Raw(Visit visit) => $"raw/{visit.Batch}-{visit.Round}-{visit.Platform}-1-sysbench-cpu.txt";

    static IEnumerable<JournalEntry> Visit(Plan plan, Visit visit, double ready, double events)
    {
        yield return new Begun(SampleStudy.At, visit, "nonce");
        yield return new LadderTaken(SampleStudy.At, visit, [Metrics.Ready.Of(ready)], 0.001);
        yield return new FootprintTaken(SampleStudy.At, visit, "idle", [Metrics.Resident.Of(20e6), Metrics.DiskInstance.Of(65536)]);
        foreach (var trial in plan.TrialsOf(visit))
            yield return new TrialDone(SampleStudy.At, trial, new Measured([Samples.Workload.Metrics[0].Metric.Of(events)]), Raw(visit));
        yield return new FootprintTaken(SampleStudy.At, visit, "after", [Metrics.Resident.Of(21e6), Metrics.DiskInstance.Of(69632)]);
        yield return new Ended(SampleStudy.At, visit, new Measured([Metrics.Teardown.Of(0.1)]));
    }
}
