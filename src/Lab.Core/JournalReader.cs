using System.Text.Json;

namespace Lab.Core;

/// <summary>Journal text into entries. A line that cannot be one is counted, never guessed: a torn line is what a kill leaves.</summary>
public static class JournalReader
{
    /// <summary>In bytes. The lab writes none a tenth as long.</summary>
    const int LongestLine = 1 << 20;

    /// <summary>No quantity that is measured is larger, nor smaller without being zero; and nothing computed from such numbers leaves the range of a double.</summary>
    const double Largest = 1e100;

    /// <returns>The entries, and the numbers of the lines that are none, from 1.</returns>
    public static (IReadOnlyList<JournalEntry> Entries, IReadOnlyList<int> Unreadable) Read(Stream journal)
    {
        var entries = new List<JournalEntry>();
        var unreadable = new List<int>();
        var frequent = new FrequentLines();
        foreach (var line in Lines(journal))
            if (line is { } text && Entry(text.Span, frequent) is { } entry)
                entries.Add(entry);
            else
                unreadable.Add(entries.Count + unreadable.Count + 1);
        return (entries, unreadable);
    }

    static JournalEntry? Entry(ReadOnlySpan<byte> line, FrequentLines frequent)
    {
        try
        {
            var entry = frequent.Entry(line) ?? JsonSerializer.Deserialize<JournalEntry>(line, StudyJson.Line);
            return entry is null || !IsWhole(entry) ? null : entry is Observed seen ? Publication.Of(seen) : entry;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>What the serializer does not see: an empty place in a list, and a number that is none.</summary>
    static bool IsWhole(JournalEntry entry) => entry switch
    {
        LadderTaken ladder => AreWhole(ladder.Rungs) && ladder.Earlier is not null && ladder.Earlier.All(e => e is not null && AreWhole(e)) && IsNumber(ladder.HarnessCpuSeconds),
        FootprintTaken footprint => AreWhole(footprint.Ledger),
        TrialDone { Outcome: Measured trial } => AreWhole(trial.Values),
        Ended { Outcome: Measured end } => AreWhole(end.Values),
        Observed observed => observed.Seen.Values.All(v => v is not null),
        RampStep step => IsNumber(step.ResidentBytes),
        DensityStep step => IsNumber(step.Ledger) && IsNumber(step.Components) && IsNumber(step.Available) && IsNumber(step.Disk),
        SentinelTaken sentinel => AreWhole(sentinel.Values),
        MachineState state => state.Facts.Values.All(v => v is not null),
        _ => true,
    };

    static bool AreWhole(IReadOnlyList<Measurement> measurements) => measurements.All(m => IsNumber(m.Value));

    static bool IsNumber(double value) => value == 0 || Math.Abs(value) is >= 1 / Largest and <= Largest;

    /// <summary>Each line without its end; null for one that is too long. The memory is used again for the next one.</summary>
    static IEnumerable<ReadOnlyMemory<byte>?> Lines(Stream stream)
    {
        var buffer = new byte[64 << 10];
        var (begin, end, isTooLong) = (0, 0, false);
        while (true)
        {
            if (buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n') is >= 0 and var length)
            {
                yield return isTooLong ? null : buffer.AsMemory(begin, length);
                (begin, isTooLong) = (begin + length + 1, false);
                continue;
            }
            if (end - begin > LongestLine) (begin, isTooLong) = (end, true);
            buffer.AsSpan(begin, end - begin).CopyTo(buffer);
            (begin, end) = (0, end - begin);
            if (end == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0) break;
            end += read;
        }
        if (isTooLong || end > 0) yield return isTooLong ? null : buffer.AsMemory(0, end);
    }
}
