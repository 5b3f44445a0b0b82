namespace Lab.Core;

/// <summary>Fixed work on the host before each round: it tells whether the host is as it was.</summary>
public static class Sentinel
{
    public static readonly Metric Cpu = new("sentinel.cpu", Unit.Seconds, Better.Lower, "A fixed loop of integer arithmetic on the host; the best of three.");
    public static readonly Metric Memory = new("sentinel.memory", Unit.Seconds, Better.Lower, "A fixed copy of 64 MiB on the host; the best of ten.");
    public static readonly Metric Disk = new("sentinel.disk", Unit.Seconds, Better.Lower, "A write of 4 MiB on the host, flushed to its disk; the best of three.");

    /// <summary>Share of the batch's median beyond which a round is disturbed, where the work itself varies less than that; else so many
    /// median absolute deviations, 2.7 standard deviations where the noise is normal. On a machine that shares its memory with others a copy
    /// differs by a fifth from one second to the next, and tells of nothing else.</summary>
    const double Band = 0.05, Deviations = 4;
    /// <summary>Fewest rounds of which a median is a measure.</summary>
    const int Least = 5;
    /// <summary>The first rounds of a batch, of which the median is taken.</summary>
    const int First = 10;

    /// <summary>Rounds of a batch that count and whose sentinel was out of its band; rounds that were run again are not judged.</summary>
    /// <param name="warmup">Rounds at the beginning of the batch that do not count.</param>
    public static IReadOnlyList<int> Disturbed(IReadOnlyCollection<JournalEntry> journal, int batch, int warmup)
    {
        var repeats = journal.Select(e => e.Of).OfType<Visit>().Where(v => v.RepeatOf > 0 && v.Batch == batch).Select(v => v.Round).ToHashSet();
        // A round that was begun again after an interruption has a sentinel for each beginning: the last one counts.
        var rounds = journal.OfType<SentinelTaken>().Where(s => s.Batch == batch && s.Round > warmup && !repeats.Contains(s.Round)).GroupBy(s => s.Round).Select(g => g.Last()).OrderBy(s => s.Round).ToArray();
        if (rounds.Length < Least) return [];
        var bands = rounds.Take(First).SelectMany(r => r.Values).GroupBy(v => v.Metric).ToDictionary(g => g.Key, g => BandOf([.. g.Select(v => v.Value)]));
        return [.. rounds.Where(r => r.Values.Any(v => bands.TryGetValue(v.Metric, out var band) && !band.Contains(v.Value))).Select(r => r.Round)];
    }

    static Interval BandOf(double[] values)
    {
        var median = Statistics.Median(values);
        var half = Math.Max(Band * median, Deviations * Statistics.Median([.. values.Select(v => Math.Abs(v - median))]));
        return new Interval(median - half, median + half, 1);
    }
}
