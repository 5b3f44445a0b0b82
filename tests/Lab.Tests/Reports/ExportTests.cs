using System.Text.Json;
using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Reports;

public sealed class ExportTests
{
    static readonly AnalysisResult Result = Analysis.Of(SampleStudy.Record());

    [Fact]
    public void Each_value_that_counts_is_one_row()
    {
        var values = Result.Levels.Sum(l => l.Samples.Count);
        Assert.Equal(values + 1, Lines("csv", "\r\n").Length);
        Assert.Equal(values, Lines("jsonl", "\n").Length);
        Assert.Equal(values + 4, Lines("markdown", "\n").Length);
    }

    [Fact]
    public void A_row_says_where_its_value_comes_from_and_how_far_it_carries()
    {
        var ready = Result.Find("startup.ready", "vm")!.Samples[0];
        Assert.Equal("batch,round,order,platform,label,metric,unit,value,line,claim", Lines("csv", "\r\n")[0]);
        Assert.Contains(FormattableString.Invariant($"1,{ready.Visit.Round},{ready.Visit.Order},vm,\"vm (QEMU, emulated)\",startup.ready,seconds,{ready.Value:R},{ready.Line},smoke"), Lines("csv", "\r\n"));
        var row = Lines("jsonl", "\n").Select(l => JsonDocument.Parse(l).RootElement).First(r => r.GetProperty("metric").GetString() == "startup.ready" && r.GetProperty("platform").GetString() == "vm");
        Assert.Equal((ready.Value, ready.Line, "smoke"), (row.GetProperty("value").GetDouble(), row.GetProperty("line").GetInt32(), row.GetProperty("claim").GetString()));
        Assert.StartsWith("Claim level: smoke.", Lines("markdown", "\n")[0], StringComparison.Ordinal);
        Assert.Contains(Lines("markdown", "\n"), l => l.Contains($"| vm | vm (QEMU, emulated) | startup.ready | seconds | {ready.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)} | {ready.Line} | smoke |", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_from_outside_is_no_formula_in_a_spreadsheet()
    {
        var record = SampleStudy.Record();
        var hostile = record with { Environment = record.Environment with { Platforms = [.. record.Environment.Platforms.Select(p => p with { Label = "=cmd|' /C calc'!A0" })] } };
        Assert.DoesNotContain(",=cmd", Text(Analysis.Of(hostile), "csv"), StringComparison.Ordinal);
    }

    static string[] Lines(string format, string end) => Text(Result, format)[..^end.Length].Split(end);

    static string Text(AnalysisResult result, string format)
    {
        using var writer = new StringWriter();
        Export.Write(result, format, writer);
        return writer.ToString();
    }
}
