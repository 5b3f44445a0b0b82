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
        var language = LanguageOption.Make();
        var verb = new System.CommandLine.Command("report", "Render a study's report again from its raw files; the same bytes each time.") { folder, language };
        verb.SetAction((parsed, cancel) =>
        {
            Write(parsed.GetValue(folder)!, Texts.In(parsed.GetValue(language)!), cancel);
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }

    /// <summary>Writes the reports into the study folder, those in other languages that it has too, and prints the headline table.</summary>
    public static void Write(string folder, Texts texts, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var record = StudyFolder.Read(folder);
        var result = Analysis.Of(record);
        StudyFolder.WriteReports(folder, Report.Render(result, ReportFiles.LanguagesOf(new FolderFiles(folder).List().Select(f => f.Name)).Append(texts.Language)).ByName);
        Print(texts.Of("console.title", ("study", record.Id), ("guest", texts.Guest(record.Environment.Guest)), ("claim", result.Claim.Name)), SummaryTable.Columns(result, texts), SummaryTable.Of(result, texts).Select(r => r.Cells.Prepend(r.Title)));
        if (result.Noise.Count > 0)
            Print(texts.Of("report.noise"), NoiseTable.Columns(texts), NoiseTable.Of(result.Noise, texts));
        if (result.Comparisons.FirstOrDefault(c => c.IsPrimary) is { } primary)
            Console.WriteLine(Format.Plain(texts.Of(VerdictWords.Of(primary, result.Label))));
        foreach (var finding in result.Findings.Where(f => f.Severity != "note"))
            Console.WriteLine(Format.Plain(texts.Of("console.warning", ("finding", finding.What))));
        Console.WriteLine(texts.Of("console.report", ("file", Path.Combine(folder, ReportFiles.Name(texts.Language, "html")))));
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
