using System.Text.Json;

namespace Lab.Core;

/// <summary>Reads the kinds of line that a journal has most of, in just the shape in which <see cref="StudyJson.Line"/> writes them: many times as fast as
/// the serializer, which a million trials need. It judges nothing: a line that is another, or in the least different, is the serializer's.</summary>
public sealed class FrequentLines
{
    readonly StringPool _names = new();
    Visit? _visit;
    byte[] _visitText = [];

    /// <returns>Null if the line is not one of these.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public JournalEntry? Entry(ReadOnlySpan<byte> line)
    {
        var at = new LineScanner(line, _names);
        var entry =
            at.Sees("""{"event":"trial","trial":{"visit":"""u8) ? TrialDone(ref at)
            : at.Sees("""{"event":"begun","visit":"""u8) ? Begun(ref at)
            : at.Sees("""{"event":"ladder","visit":"""u8) ? LadderTaken(ref at)
            : at.Sees("""{"event":"footprint","visit":"""u8) ? FootprintTaken(ref at)
            : at.Sees("""{"event":"ended","visit":"""u8) ? Ended(ref at)
            : (JournalEntry?)null;
        return at.AsExpected ? entry : null;
    }

    TrialDone TrialDone(ref LineScanner at)
    {
        var visit = Visit(ref at);
        at.Expect(""","order":"""u8);
        var order = at.Whole();
        at.Expect(""","workload":"""u8);
        var workload = at.Name();
        at.Expect("}"u8);
        var outcome = Measured(ref at);
        at.Expect(""","raw":"""u8);
        var raw = at.Text();
        at.Expect(""","seconds":"""u8);
        var seconds = at.Number();
        return new TrialDone(Time(ref at), new Trial(visit, order, workload), outcome, raw) { Seconds = seconds };
    }

    Begun Begun(ref LineScanner at)
    {
        var visit = Visit(ref at);
        at.Expect(""","nonce":"""u8);
        var nonce = at.Text();
        return new Begun(Time(ref at), visit, nonce);
    }

    LadderTaken LadderTaken(ref LineScanner at)
    {
        var visit = Visit(ref at);
        at.Expect(""","rungs":"""u8);
        var rungs = Measurements(ref at);
        at.Expect(""","harnessCpuSeconds":"""u8);
        var cpu = at.Number();
        at.Expect(""","earlier":[]"""u8);
        return new LadderTaken(Time(ref at), visit, rungs, cpu);
    }

    FootprintTaken FootprintTaken(ref LineScanner at)
    {
        var visit = Visit(ref at);
        at.Expect(""","moment":"""u8);
        var moment = at.Name();
        at.Expect(""","ledger":"""u8);
        var ledger = Measurements(ref at);
        return new FootprintTaken(Time(ref at), visit, moment, ledger);
    }

    Ended Ended(ref LineScanner at)
    {
        var visit = Visit(ref at);
        var outcome = Measured(ref at);
        return new Ended(Time(ref at), visit, outcome);
    }

    /// <summary>The lines of a visit follow each other: they share it, and it is read once.</summary>
    Visit Visit(ref LineScanner at)
    {
        if (_visit is not null && at.Sees(_visitText)) return _visit;
        var text = at.Rest;
        at.Expect("""{"batch":"""u8);
        var batch = at.Whole();
        at.Expect(""","round":"""u8);
        var round = at.Whole();
        at.Expect(""","order":"""u8);
        var order = at.Whole();
        at.Expect(""","platform":"""u8);
        var platform = at.Name();
        at.Expect(""","warmup":"""u8);
        var warmup = at.Flag();
        at.Expect(""","repeatOf":"""u8);
        var visit = new Visit(batch, round, order, platform, warmup) { RepeatOf = at.Whole() };
        at.Expect("}"u8);
        if (at.AsExpected) (_visit, _visitText) = (visit, text[..^at.Rest.Length].ToArray());
        return visit;
    }

    static Measured Measured(ref LineScanner at)
    {
        at.Expect(""","outcome":{"outcome":"measured","values":"""u8);
        var values = Measurements(ref at);
        at.Expect("}"u8);
        return new Measured(values);
    }

    static Measurement[] Measurements(ref LineScanner at)
    {
        if (at.Sees("[]"u8)) return [];
        var values = new List<Measurement>(1);
        at.Expect("["u8);
        do
        {
            at.Expect("""{"metric":"""u8);
            var metric = at.Name();
            at.Expect(""","value":"""u8);
            values.Add(new Measurement(metric, at.Number()));
            at.Expect("}"u8);
        }
        while (at.Sees(","u8));
        at.Expect("]"u8);
        return [.. values];
    }

    /// <summary>The end of every line.</summary>
    static DateTimeOffset Time(ref LineScanner at)
    {
        at.Expect(""","at":"""u8);
        var time = at.Time();
        at.Expect("}"u8);
        at.ExpectEnd();
        return time;
    }
}
