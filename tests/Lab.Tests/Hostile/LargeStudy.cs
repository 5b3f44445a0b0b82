using System.Text.Json;
using Lab.Core;

namespace Lab.Tests.Hostile;

/// <summary>A study of very many trials, written line by line, without raw output.</summary>
static class LargeStudy
{
    const int Workloads = 10;

    public static void Write(string folder, int trials)
    {
        var workloads = Enumerable.Range(1, Workloads).Select(n => Samples.Workload with { Id = $"work-{n}", Metrics = [Samples.Workload.Metrics[0] with { Metric = Samples.Workload.Metrics[0].Metric with { Id = $"work.{n}" } }] }).ToArray();
        var spec = Samples.Spec with { Workloads = [.. workloads.Select(w => w.Id)], Rounds = trials / Workloads / 3, Warmup = 0 };
        var plan = Plan.Make(spec, 1, []);
        var environment = SampleStudy.Record().Environment;
        Directory.CreateDirectory(folder);
        foreach (var (name, value) in ((string, object)[])[("plan.json", plan), ("workloads.json", workloads), ("environment.json", environment)])
        {
            using var file = File.Create(Path.Combine(folder, name));
            JsonSerializer.Serialize(file, value, value.GetType(), StudyJson.Page);
        }
        using var journal = File.Create(Path.Combine(folder, "journal.jsonl"));
        foreach (var entry in plan.Visits.SelectMany(v => Entries(plan, workloads, v)))
        {
            JsonSerializer.Serialize(journal, entry, StudyJson.Line);
            journal.WriteByte((byte)'\n');
        }
    }

    static IEnumerable<JournalEntry> Entries(Plan plan, Workload[] workloads, Visit visit)
    {
        double Scattered(double value) => value * (1 + MadeUpStudy.Noise(visit) / 10);
        yield return new Begun(SampleStudy.At, visit, "9f0e1d2c-3b4a-5968-7786-95a4b3c2d1e0");
        yield return new LadderTaken(SampleStudy.At, visit, [Metrics.Ready.Of(Scattered(0.2)), Metrics.Init.Of(Scattered(0.1)), Metrics.Reachable.Of(Scattered(0.21))], 0.01);
        yield return new FootprintTaken(SampleStudy.At, visit, "idle", [Metrics.Resident.Of(Scattered(20e6)), Metrics.DiskInstance.Of(65536)]);
        foreach (var (trial, workload) in plan.TrialsOf(visit).Zip(workloads))
            yield return new TrialDone(SampleStudy.At, trial, new Measured([workload.Metrics[0].Metric.Of(Scattered(1000))]), $"raw/{visit.Batch}-{visit.Round}-{visit.Platform}-{trial.Order}-{trial.Workload}.txt");
        yield return new FootprintTaken(SampleStudy.At, visit, "after", [Metrics.Resident.Of(Scattered(21e6)), Metrics.DiskInstance.Of(69632)]);
        yield return new Ended(SampleStudy.At, visit, new Measured([Metrics.Teardown.Of(Scattered(0.1))]));
    }
}
