using System.Text;
using System.Text.Json;
using Lab.Core;

namespace Lab.Tests.Core;

/// <summary>Against the serializer, which is the other way to read the same line.</summary>
public sealed class FrequentLinesTests
{
    static readonly Visit Visit = new(1, 20, 3, "container", false) { RepeatOf = 2 };
    static readonly DateTimeOffset At = SampleStudy.At.AddTicks(1_234_567);

    static readonly JournalEntry[] Frequent =
    [
        new Begun(At, Visit, "9f0e1d2c-3b4a-5968-7786-95a4b3c2d1e0"),
        new LadderTaken(At, Visit, [Metrics.Ready.Of(0.25), Metrics.Init.Of(0)], 0.5),
        new FootprintTaken(At, Visit with { Warmup = true }, "idle", []),
        new FootprintTaken(SampleStudy.At, Visit, "after", [new Measurement("disk.growth", -4096), Metrics.Resident.Of(20e6)]),
        new TrialDone(At, new Trial(Visit, 2, "sysbench-cpu"), new Measured([new Measurement("cpu.events", 955.0383739899472)]), "raw/1-20-container-2-sysbench-cpu.txt") { Seconds = 3.01 },
        new Ended(At, Visit, new Measured([Metrics.Teardown.Of(0.1)])),
    ];

    /// <summary>A change of one of these records must not make them rare without a word.</summary>
    [Fact]
    public void Each_of_these_kinds_is_read_as_the_lab_writes_it()
    {
        var lines = new FrequentLines();
        foreach (var entry in Frequent)
            Assert.Equal(Text(entry), lines.Entry(Encoding.UTF8.GetBytes(Text(entry))) is { } read ? Text(read) : "nothing");
    }

    [Fact]
    public void Lines_of_one_visit_share_it()
    {
        var lines = new FrequentLines();
        var (first, second) = (lines.Entry(Encoding.UTF8.GetBytes(Text(Frequent[0])))!, lines.Entry(Encoding.UTF8.GetBytes(Text(Frequent[1])))!);
        Assert.Same(first.Of, second.Of);
        Assert.NotSame(first.Of, lines.Entry(Encoding.UTF8.GetBytes(Text(Frequent[2])))!.Of);
    }

    [Theory]
    [InlineData("0.25", "1E-09")]
    [InlineData("container", "c\\u006fntainer")]
    [InlineData("container", "컨테이너")]
    [InlineData("\"earlier\":[]", "\"earlier\":[[]]")]
    [InlineData(":0.25", ": 0.25")]
    [InlineData("\"harnessCpuSeconds\":0.5,", "")]
    public void What_is_written_in_another_way_is_left_to_the_serializer(string part, string other)
    {
        var line = Text(Frequent[1]).Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Text(Frequent[1]), line);
        Assert.Null(new FrequentLines().Entry(Encoding.UTF8.GetBytes(line)));
    }

    [Fact]
    public void A_line_that_differs_in_any_byte_is_read_as_the_serializer_reads_it_or_not_at_all()
    {
        var lines = new FrequentLines();
        var read = 0;
        foreach (var line in Frequent.Select(e => Encoding.UTF8.GetBytes(Text(e))).SelectMany(Changed))
        {
            if (Quietly(() => lines.Entry(line)) is not { } entry) continue;
            read++;
            Assert.Equal(Quietly(() => JsonSerializer.Deserialize<JournalEntry>(line, StudyJson.Line)) is { } other ? Text(other) : "nothing", Text(entry));
        }
        Assert.InRange(read, 1000, 20_000);
    }

    /// <summary>Each byte left out, doubled, and replaced.</summary>
    static IEnumerable<byte[]> Changed(byte[] line)
    {
        byte[] others = [.. "019-+.eE\"\\,:{}[] tn"u8, 0, 0x7f, 0xc3, 0xff];
        for (var i = 0; i < line.Length; i++)
        {
            yield return [.. line[..i], .. line[(i + 1)..]];
            yield return [.. line[..i], line[i], .. line[i..]];
            foreach (var other in others)
                yield return [.. line[..i], other, .. line[(i + 1)..]];
        }
    }

    static JournalEntry? Quietly(Func<JournalEntry?> read)
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Text(JournalEntry entry) => JsonSerializer.Serialize(entry, StudyJson.Line);
}
