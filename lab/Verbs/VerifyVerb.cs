using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>verify DIR</c>: check sums, reports and raw values again; or where one number comes from. Needs no tool and no root.</summary>
static class VerifyVerb
{
    public static System.CommandLine.Command Make()
    {
        var folder = new Argument<string>("folder") { Description = "A study folder, for example one of results/kept/." };
        var explain = new Option<string?>("--explain") { Description = "Print instead where a number comes from: 'METRIC PLATFORM', or 'METRIC PLATFORM/PLATFORM' for a ratio." };
        var language = LanguageOption.Make();
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var verb = new System.CommandLine.Command("verify", "Check a study: every file against SHA256SUMS, the reports and each trial's value against the raw files. Exit code 1 if something differs.") { folder, explain, json, language };
        verb.SetAction((parsed, _) =>
        {
            var name = parsed.GetValue(folder)!;
            return Task.FromResult(parsed.GetValue(explain) is { } asked
                ? Explain(Explanation.Of(Analysis.Of(StudyFolder.Read(name)), asked, Texts.In(parsed.GetValue(language)!)), parsed.GetValue(json))
                : Print(Verification.Of(new FolderFiles(name), StudyFolder.IdOf(name)), parsed.GetValue(json)));
        });
        return verb;
    }

    static int Print(Verification found, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(found, StudyJson.Output));
        else
        {
            foreach (var discrepancy in found.Discrepancies)
                Console.WriteLine(Format.Plain($"{discrepancy.Where}: {discrepancy.What}"));
            Console.WriteLine($"{found.Files} files, {found.Reports} reports made again, {found.Trials} trials read again from raw output: {(found.IsGood ? "all as it should be" : $"{found.Discrepancies.Count} differ")}.");
        }
        return found.IsGood ? ExitCode.Ok : ExitCode.SomeFailed;
    }

    static int Explain(Explanation explanation, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(explanation, StudyJson.Output));
        else
        {
            Console.WriteLine(Format.Plain(explanation.What));
            foreach (var evidence in explanation.Evidence)
                Console.WriteLine(Format.Plain($"{evidence.Of,-18} {evidence.Value?.ToString("R", CultureInfo.InvariantCulture) ?? "no ratio",-22}  {string.Join("  ", evidence.Sources)}"));
        }
        return ExitCode.Ok;
    }
}
