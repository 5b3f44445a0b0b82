using System.CommandLine;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>export DIR --to FORMAT</c>: every value that counts, for other programs. Needs no tool and no root.</summary>
static class ExportVerb
{
    public static System.CommandLine.Command Make()
    {
        var folder = new Argument<string>("folder") { Description = "A study folder, for example one of results/kept/." };
        var to = new Option<string>("--to") { Description = "csv, jsonl or markdown.", Required = true };
        to.AcceptOnlyFromAmong([.. Export.Formats]);
        var output = new Option<string?>("--out") { Description = "A file; the default is standard output." };
        var verb = new System.CommandLine.Command("export", "Write every value that counts, one row a value, with the journal line that it stands in.") { folder, to, output };
        verb.SetAction((parsed, _) =>
        {
            var result = Analysis.Of(StudyFolder.Read(parsed.GetValue(folder)!));
            if (parsed.GetValue(output) is { } file)
                ToFile(result, parsed.GetValue(to)!, file);
            else
                Export.Write(result, parsed.GetValue(to)!, Console.Out);
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }

    static void ToFile(AnalysisResult result, string format, string file)
    {
        if (File.Exists(file))
            throw new UsageException($"--out {file}: this file is there already. Choose another name, or remove it.");
        try
        {
            using var writer = new StreamWriter(new FileStream(file, FileMode.CreateNew));
            Export.Write(result, format, writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {file} cannot be written: {e.Message} Choose a file in a folder that is there and that you may write to.", e);
        }
    }
}
