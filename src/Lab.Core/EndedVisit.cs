namespace Lab.Core;

/// <summary>One line of the journal.</summary>
/// <param name="Number">From 1.</param>
public readonly record struct JournalLine(int Number, JournalEntry Entry);

/// <summary>A visit that ended, with its lines from its last beginning on: what was interrupted before stays outside.</summary>
public sealed record EndedVisit(Visit Visit, IReadOnlyList<JournalLine> Lines)
{
    /// <summary>All visits of the journal that ended, warm-up too, each once. Lines of a platform that the plan does not have are left out.</summary>
    public static IReadOnlyList<EndedVisit> Of(StudyRecord record)
    {
        var platforms = record.Plan.Spec.Platforms.ToHashSet();
        // A round visits a platform once, so these three name a visit, whatever else a line says of it.
        var begun = new Dictionary<(int Batch, int Round, string Platform), List<JournalLine>>();
        foreach (var line in record.Lines)
        {
            if (line.Entry.Of is not { } visit || !platforms.Contains(visit.Platform)) continue;
            var key = (visit.Batch, visit.Round, visit.Platform);
            if (line.Entry is Begun || !begun.TryGetValue(key, out var lines)) begun[key] = lines = [];
            lines.Add(line);
        }
        return [.. begun.Values.Where(lines => lines.Any(l => l.Entry is Ended)).Select(lines => new EndedVisit(lines[^1].Entry.Of!, lines))];
    }

    public bool IsFailed => Lines.Any(l => l.Entry is Ended { Outcome: Failed });

    /// <summary>Every value of the visit; of a metric that stands there twice the last one.</summary>
    public IReadOnlyDictionary<string, Sample> Values()
    {
        var values = new Dictionary<string, Sample>();
        foreach (var (metric, sample) in AllValues())
            values[metric] = sample;
        return values;
    }

    IEnumerable<(string Metric, Sample Sample)> AllValues()
    {
        JournalLine idle = Footprint("idle"), after = Footprint("after");
        foreach (var (number, entry) in Lines)
            foreach (var measurement in Measurements(entry))
                yield return (measurement.Metric, new Sample(Visit, measurement.Value, number));
        foreach (var measurement in Ledger(idle))
            yield return (measurement.Metric, new Sample(Visit, measurement.Value, idle.Number));
        if (Value(after, Metrics.Resident) is { } resident)
            yield return (Analysis.ResidentAfter.Id, new Sample(Visit, resident, after.Number));
        if (Value(after, Metrics.DiskInstance) is { } grown && Value(idle, Metrics.DiskInstance) is { } before)
            yield return (Metrics.DiskGrowth.Id, new Sample(Visit, grown - before, after.Number, idle.Number));
    }

    static IEnumerable<Measurement> Measurements(JournalEntry entry) => entry switch
    {
        LadderTaken ladder => [.. ladder.Means(), new Measurement(Metrics.Harness.Id, ladder.HarnessCpuSeconds)],
        TrialDone { Outcome: Measured trial } => trial.Values,
        Ended { Outcome: Measured end } => end.Values,
        _ => [],
    };

    /// <returns>Without an entry where there is none.</returns>
    JournalLine Footprint(string moment) => Lines.FirstOrDefault(l => l.Entry is FootprintTaken footprint && footprint.Moment == moment);

    static IReadOnlyList<Measurement> Ledger(JournalLine line) => (line.Entry as FootprintTaken)?.Ledger ?? [];

    static double? Value(JournalLine line, Metric metric) => Ledger(line).Find(metric.Id);

    /// <summary>What failed in the visit, with its place.</summary>
    public IEnumerable<Failure> Failures() => Lines.Select(l => l.Entry switch
    {
        Ended { Outcome: Failed failed } e => new Failure(e.Visit, failed.Phase, failed.Message),
        TrialDone { Outcome: Failed failed } t => new Failure(t.Trial.Visit, failed.Phase, failed.Message),
        _ => null,
    }).OfType<Failure>();
}
