using System.Text;
using System.Text.Json;
using Lab.Core;

namespace Lab.Tests.Core;

public sealed class JournalReaderTests
{
    static readonly Visit Visit = new(1, 2, 1, "container", false);
    static readonly string Good = JsonSerializer.Serialize<JournalEntry>(new LadderTaken(SampleStudy.At, Visit, [Metrics.Ready.Of(0.25)], 0.5), StudyJson.Line);

    [Fact]
    public void Lines_are_entries_with_their_numbers()
    {
        var (entries, unreadable) = Read($"{Good}\nnonsense\n{Good}\r\n\n{Good}");
        Assert.Equal((3, "2 4"), (entries.Count, string.Join(' ', unreadable)));
        var record = SampleStudy.Record() with { Journal = entries, UnreadableLines = unreadable };
        Assert.Equal([1, 3, 5], record.Lines.Select(l => l.Number));
    }

    [Theory]
    [InlineData("0.25", "1e999")]
    [InlineData("0.25", "-1e101")]
    [InlineData("0.25", "1e-101")]
    [InlineData("0.25", "NaN")]
    [InlineData("0.25", "\"NaN\"")]
    [InlineData("0.25", "null")]
    [InlineData("0.5", "1e999")]
    [InlineData("\"container\"", "null")]
    [InlineData("{\"metric\":\"startup.ready\",\"value\":0.25}", "null")]
    [InlineData("\"startup.ready\"", "null")]
    [InlineData("\"metric\":\"startup.ready\",", "")]
    [InlineData("\"visit\":", "\"vizit\":")]
    [InlineData("\"ladder\"", "\"ladders\"")]
    [InlineData("2026-01-01", "2026-13-01")]
    public void A_line_that_cannot_be_an_entry_is_counted_and_never_guessed(string part, string other)
    {
        Assert.Single(Read(Good).Entries);
        var line = Good.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Good, line);
        var (entries, unreadable) = Read($"{line}\n{Good}\n");
        Assert.Equal((1, 1), (entries.Count, Assert.Single(unreadable)));
    }

    [Theory]
    [InlineData(1 << 19)]
    [InlineData(1 << 21)]
    [InlineData(5 << 20)]
    public void A_line_without_end_is_passed_over(int length)
    {
        var (entries, unreadable) = Read($"{Good}\n{new string('x', length)}\n{Good}\n{new string('[', length)}");
        Assert.Equal((2, "2 4"), (entries.Count, string.Join(' ', unreadable)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_entry()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[Good.IndexOf("container", StringComparison.Ordinal)] = 0xff;
        Assert.Equal([1], JournalReader.Read(new MemoryStream(bytes)).Unreadable);
    }

    [Fact]
    public void The_same_name_is_kept_once()
    {
        var entries = Read($"{Good}\n{Good}\n").Entries.Cast<LadderTaken>().ToArray();
        Assert.Same(entries[0].Visit.Platform, entries[1].Visit.Platform);
        Assert.Same(entries[0].Rungs[0].Metric, entries[1].Rungs[0].Metric);
    }

    static (IReadOnlyList<JournalEntry> Entries, IReadOnlyList<int> Unreadable) Read(string text) => JournalReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
