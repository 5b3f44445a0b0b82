using Lab.Core;

namespace Lab.Tests.Reports;

/// <summary>Studies that lack something, or have too much of it.</summary>
static class OddStudies
{
    static readonly Dictionary<string, Func<StudyRecord>> s_all = new()
    {
        ["sample"] = () => SampleStudy.Record(),
        ["failures"] = () => SampleStudy.Record(failIn: 4),
        ["one round"] = () => MadeUp("host container vm", 1, 1),
        ["one platform"] = () => MadeUp("container", 1, 6),
        ["no VM"] = () => MadeUp("host container", 1, 8),
        ["batches"] = () => MadeUp("host container vm container-in-vm", 3, 6),
        ["a hundred rounds"] = () => MadeUp("host container vm", 1, 100),
        ["A/A"] = () => MadeUp("container container@b", 2, 10),
        ["twelve platforms"] = () => MadeUp(string.Join(' ', Enumerable.Range(1, 12).Select(n => $"container:{n}")), 1, 6),
        ["every machine failed"] = () => Without(MadeUp("host container vm", 1, 6), e => e is LadderTaken or FootprintTaken or TrialDone && e.Of!.Platform == "vm", e => e is Ended { Visit.Platform: "vm" } end ? end with { Outcome = new Failed("ready", "it never was") } : e),
        ["nothing ended"] = () => SampleStudy.Record() with { Journal = [] },
        ["no machine was measured"] = () => Without(SampleStudy.Record(), e => e.Of?.Platform == "vm", e => e),
        ["no workload"] = () => SampleStudy.Record() is var record ? Without(record with { Workloads = [], Plan = record.Plan with { Spec = record.Plan.Spec with { Workloads = [] } } }, e => e is TrialDone, e => e) : throw new InvalidOperationException(),
        ["zeros"] = () => MadeUpStudy.Record("host container vm", 1, 6, v => v.Platform == "host" ? 0 : 1, _ => 0),
        ["very large and very small"] = () => MadeUpStudy.Record("host container vm", 1, 6, v => v.Platform == "host" ? 1e-90 : 1e90, v => v.Platform == "vm" ? 1e-90 : 1e90),
    };

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static StudyRecord Record(string name) => s_all[name]();

    static StudyRecord MadeUp(string platforms, int batches, int rounds) => MadeUpStudy.Record(platforms, batches, rounds, v => (v.Platform.StartsWith("vm", StringComparison.Ordinal) ? 16 : 0.2) * (1 + MadeUpStudy.Noise(v) / 10), v => 1000 + 50 * MadeUpStudy.Noise(v));

    static StudyRecord Without(StudyRecord record, Func<JournalEntry, bool> left, Func<JournalEntry, JournalEntry> change) => record with { Journal = [.. record.Journal.Where(e => !left(e)).Select(change)] };
}
