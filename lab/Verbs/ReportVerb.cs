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
        var files = Report.Render(record);
        StudyFolder.WriteReports(folder, new Dictionary<string, string> { ["report.md"] = files.Markdown, ["report.html"] = files.Html, ["summary.csv"] = files.Csv, ["equivalence.json"] = files.Certificate });
        var result = Analysis.Of(record);
        var table = new Table().Border(TableBorder.Rounded).Title($"{Markup.Escape(record.Id)} · {Markup.Escape(record.Environment.Guest.Heading)} · claim level: {result.Claim.Name}");
        foreach (var column in SummaryTable.Columns(result))
            table.AddColumn(Markup.Escape(column));
        foreach (var row in SummaryTable.Of(result))
            table.AddRow(row.Cells.Prepend(row.Title).Select(Markup.Escape).ToArray());
        Screen().Write(table);
        if (result.Comparisons.FirstOrDefault(c => c.IsPrimary) is { } primary)
            Console.WriteLine(VerdictWords.Of(primary, result.Label));
        foreach (var finding in result.Findings.Where(f => f.Severity != "note"))
            Console.WriteLine($"{finding.Severity}: {finding.What}");
        Console.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
    }

    /// <summary>Plain text of a fixed width where the output goes to a file or a pipe.</summary>
    static IAnsiConsole Screen()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        var plain = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        plain.Profile.Width = 140;
        return plain;
    }
}
