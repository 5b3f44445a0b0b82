using System.CommandLine;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;
using Spectre.Console;

namespace Lab.Verbs;

/// <summary><c>report DIR</c>: render again from the raw files. Needs no tool and no root.</summary>
static class ReportVerb
{
    public static System.CommandLine.Command Make()
    {
        var folder = new Argument<string>("folder") { Description = "A study folder, for example one of results/kept/." };
        var verb = new System.CommandLine.Command("report", "Render a study's report again from its raw files; the same bytes each time.") { folder };
        verb.SetAction((parsed, cancel) =>
        {
            Write(parsed.GetValue(folder)!, cancel);
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }

    /// <summary>Writes the reports into the study folder and prints the headline table.</summary>
    public static void Write(string folder, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var record = StudyFolder.Read(folder);
        var result = Analysis.Of(record);
        StudyFolder.WriteReports(folder, Report.Render(result).ByName);
        Print($"{record.Id} · {record.Environment.Guest.Heading} · claim level: {result.Claim.Name}", SummaryTable.Columns(result), SummaryTable.Of(result).Select(r => r.Cells.Prepend(r.Title)));
        if (result.Noise.Count > 0)
            Print("Noise floor", NoiseTable.Columns, NoiseTable.Of(result.Noise));
        if (result.Comparisons.FirstOrDefault(c => c.IsPrimary) is { } primary)
            Console.WriteLine(Format.Plain(VerdictWords.Of(primary, result.Label)));
        foreach (var finding in result.Findings.Where(f => f.Severity != "note"))
            Console.WriteLine(Format.Plain($"{finding.Severity}: {finding.What}"));
        Console.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
    }

    internal static void Print(string title, IReadOnlyList<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Cell(title));
        foreach (var column in columns)
            table.AddColumn(Cell(column));
        foreach (var row in rows)
            table.AddRow([.. row.Select(Cell)]);
        Screen().Write(table);
    }

    static string Cell(string text) => Markup.Escape(Format.Plain(text));

    /// <summary>Plain text of a fixed width where the output goes to a file or a pipe.</summary>
    static IAnsiConsole Screen()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        var plain = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        plain.Profile.Width = 140;
        return plain;
    }
}
