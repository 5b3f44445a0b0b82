using System.CommandLine;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;
using Lab.Workshop;

namespace Lab.Verbs;

/// <summary><c>explain DIR</c>: three predict-then-reveal questions from a study's own numbers. Needs no tool and no root.</summary>
static class ExplainVerb
{
    public static System.CommandLine.Command Make()
    {
        var folder = new Argument<string>("folder") { Description = "A study folder, for example one of results/kept/." };
        var language = ExerciseVerb.LanguageOption();
        var json = new Option<bool>("--json") { Description = "Print questions and answers as JSON." };
        var verb = new System.CommandLine.Command("explain", "Three questions about a study: predict, then see. Without a terminal it prints both.") { folder, language, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var texts = Texts.In(ExerciseVerb.Language(parsed, language, null));
            var items = Quiz.Of(Analysis.Of(StudyFolder.Read(parsed.GetValue(folder)!)), texts);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(items.Select(i => new { i.Question, i.Answer }), StudyJson.Page));
            else
                await AskAsync(items, texts, cancel);
            return ExitCode.Ok;
        });
        return verb;
    }

    static async Task AskAsync(IReadOnlyList<QuizItem> items, Texts texts, CancellationToken cancel)
    {
        foreach (var (index, item) in items.Index())
        {
            Console.WriteLine($"{index + 1}. {string.Join('\n', item.Question.Split('\n').Select(l => l.StartsWith("  ", StringComparison.Ordinal) ? $"  {Format.Plain(l)}" : Format.Plain(l)))}");
            var judged = "";
            if (!Console.IsInputRedirected)
            {
                Console.Write($"{Wording.Of(texts.Language).Answer}{(item.Unit is null ? "" : $" ({item.Unit})")} > ");
                judged = Quiz.Judge(item, await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancel) ?? "", texts);
            }
            Console.WriteLine($"   {judged}{Format.Plain(item.Answer, 1000)}\n");
        }
        if (items.Count == 0) Console.WriteLine(texts.Of("quiz.none"));
    }
}
