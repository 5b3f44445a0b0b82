using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>A journal that is read while it is written: BenchmarkDotNet gets the numbers that stand in it, as the analysis reads them.</summary>
sealed class Journal(IJournal file) : IJournal
{
    readonly List<JournalEntry> _entries = [];

    public void Append(JournalEntry entry)
    {
        file.Append(entry);
        lock (_entries)
            _entries.Add(entry);
    }

    public string KeepRaw(Visit visit, string name, string text) => file.KeepRaw(visit, name, text);

    public string NonceOf(Visit visit) => Of(visit).OfType<Begun>().Last().Nonce;

    /// <summary>In seconds; null where it was not measured. Of a workload the time of its command.</summary>
    public double? Find(Visit visit, Reading reading)
    {
        if (reading is { IsWorkload: true, Operation: { } workload })
            return TrialOf(visit, workload) is { Outcome: Measured } trial ? trial.Seconds : null;
        var lines = Of(visit).Index().Select(e => new JournalLine(e.Index + 1, e.Item)).ToArray();
        return new EndedVisit(visit, lines).Values().GetValueOrDefault(reading.Metric.Id)?.Value;
    }

    /// <summary>Why the trial of a reading failed, or the visit; null where neither has.</summary>
    public string? FailureOf(Visit visit, Reading reading) => reading.Operation is { } operation && TrialOf(visit, operation)?.Outcome is Failed trial
        ? trial.Message
        : Of(visit).OfType<Ended>().FirstOrDefault()?.Outcome is Failed ended ? $"{ended.Phase}: {ended.Message}" : null;

    TrialDone? TrialOf(Visit visit, Operation operation) => Of(visit).OfType<TrialDone>().LastOrDefault(t => t.Trial.Workload == operation.Workload.Id);

    JournalEntry[] Of(Visit visit)
    {
        lock (_entries)
            return [.. _entries.Where(e => e.Of == visit)];
    }
}
