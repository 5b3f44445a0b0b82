using System.CommandLine;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Workshop;

namespace Lab.Verbs;

/// <summary><c>exercise list|start|check|explain|stop|shell|pool</c>: predict, measure, explain.</summary>
static class ExerciseVerb
{
    static readonly Option<string?> s_language = LanguageOption();
    static readonly Option<string> s_progress = new("--progress") { Description = "The file that keeps predictions and answers.", DefaultValueFactory = _ => ProgressFile.Default };

    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        return new System.CommandLine.Command("exercise", "The workshop: predict, measure, explain. Exit code 0: all right, 1: not yet.")
        {
            List(), Start(builtIn), Check(builtIn), Explain(builtIn), Stop(builtIn), Shell(), PoolOf(),
        };
    }

    static System.CommandLine.Command List()
    {
        var json = Json();
        var verb = new System.CommandLine.Command("list", "The exercises, and how far you are.") { s_language, s_progress, json };
        verb.SetAction((parsed, _) =>
        {
            var progress = new ProgressFile(parsed.GetValue(s_progress)!).Read();
            var rows = Catalogue.ReadExercises(Language(parsed, s_language, null)).Select(e => (e.Exercise, e.Prose, Attempt: progress.Of(e.Exercise.Id)))
                .Select(e => new { e.Exercise.Number, e.Exercise.Id, e.Prose.Title, State = e.Attempt is null ? "" : e.Attempt.IsUp ? "in progress" : e.Attempt.Explained is not null ? "done" : "begun" }).ToArray();
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(rows, StudyJson.Page));
            else
                foreach (var row in rows)
                    Console.WriteLine($"{row.Number}  {row.Title}{(row.State.Length > 0 ? $"  ({row.State})" : "")}");
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }

    static System.CommandLine.Command Start(Option<bool> builtIn)
    {
        var number = Number();
        var predict = new Option<string?>("--predict") { Description = "The prediction, for scripts: the id of a choice, or a number. Otherwise it is asked for." };
        var type = new Option<bool>("--do") { Description = "Type all steps, check and explain, without a pause." };
        var replay = new Option<bool>("--replay") { Description = "Show a recorded run instead of bringing anything up; needs nothing but the .NET SDK." };
        var record = new Option<bool>("--record") { Description = "With --do: keep what is said as the exercise's recording.", Hidden = true };
        var verb = new System.CommandLine.Command("start", "Ask for a prediction, bring up what the exercise needs, and show what to type where.") { number, predict, type, replay, record, s_language, s_progress };
        verb.SetAction(async (parsed, cancel) =>
        {
            var (exercise, prose, folder) = Find(parsed.GetValue(number), Language(parsed, s_language, null));
            if (parsed.GetValue(record) && (!parsed.GetValue(type) || parsed.GetValue(replay)))
                throw new UsageException("--record goes with --do: what is recorded is a run that the lab types itself.");
            var run = new ExerciseRun(exercise, prose, Language(parsed, s_language, null), new ProgressFile(parsed.GetValue(s_progress)!), TimeProvider.System);
            if (parsed.GetValue(replay))
                return await run.ReplayAsync(ReadRecording(folder), parsed.GetValue(predict), cancel);
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            if (!parsed.GetValue(type))
                return await run.StartAsync(new LiveBench(tools), parsed.GetValue(predict), cancel);
            var recording = parsed.GetValue(record) ? new RecordingBench(new LiveBench(tools)) : null;
            var code = await run.DoAsync(recording ?? (IBench)new LiveBench(tools), parsed.GetValue(predict), cancel);
            if (code == ExitCode.Ok && recording is not null)
                await File.WriteAllTextAsync(Path.Combine(folder, Recording.FileName), recording.Recorded(tools.Clock.GetUtcNow()).ToJson(), cancel);
            return code;
        });
        return verb;
    }

    static System.CommandLine.Command Check(Option<bool> builtIn)
    {
        var number = Number();
        var json = Json();
        var verb = new System.CommandLine.Command("check", "See whether every step's outcome is there, and say what is missing.") { number, json, s_language, s_progress };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            return await Run(parsed, number).CheckAsync(new LiveBench(tools), parsed.GetValue(json), cancel);
        });
        return verb;
    }

    static System.CommandLine.Command Explain(Option<bool> builtIn)
    {
        var number = Number();
        var verb = new System.CommandLine.Command("explain", "Your prediction beside the measurement, and why; then everything of the exercise is removed.") { number, s_language, s_progress };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            return await Run(parsed, number).ExplainAsync(new LiveBench(tools), cancel);
        });
        return verb;
    }

    static System.CommandLine.Command Stop(Option<bool> builtIn)
    {
        var number = Number();
        var verb = new System.CommandLine.Command("stop", "Remove everything of the exercise; predictions and answers stay.") { number, s_language, s_progress };
        verb.SetAction(async (parsed, _) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            return await Run(parsed, number).StopAsync(new LiveBench(tools));
        });
        return verb;
    }

    static System.CommandLine.Command Shell()
    {
        var number = Number();
        var place = new Argument<string>("place") { Description = "host, container or vm." };
        place.AcceptOnlyFromAmong("host", "container", "vm");
        var verb = new System.CommandLine.Command("shell", "Open a shell where the steps of the exercise are typed.") { number, place, s_progress };
        verb.SetAction((parsed, _) =>
        {
            var (exercise, _, _) = Find(parsed.GetValue(number), "en");
            var attempt = ExerciseRun.RequireUp(exercise, new ProgressFile(parsed.GetValue(s_progress)!));
            var where = Enum.Parse<Place>(parsed.GetValue(place)!, ignoreCase: true);
            if (where != Place.Host && !attempt.Values.ContainsKey(parsed.GetValue(place)!))
                throw new UsageException($"Exercise {exercise.Number} has no {parsed.GetValue(place)}.");
            return new CommandRunner(TimeProvider.System, LabHome.NetworkNamespace).OnTerminalAsync(LiveBench.Shell(where, attempt.Values));
        });
        return verb;
    }

    static System.CommandLine.Command PoolOf()
    {
        var files = new Argument<string[]>("files") { Description = "Progress files of a class.", Arity = ArgumentArity.OneOrMore };
        var json = Json();
        var verb = new System.CommandLine.Command("pool", "A class's predictions beside its measurements, and how much machines differ.") { files, json, s_language };
        verb.SetAction((parsed, _) =>
        {
            var exercises = Catalogue.ReadExercises(Language(parsed, s_language, null));
            var pooled = Pool.Of([.. exercises.Select(e => e.Exercise)], [.. parsed.GetValue(files)!.Select(ProgressFile.Read)]);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(pooled, StudyJson.Page));
            else
                PoolTable.Print(pooled, exercises);
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }

    static ExerciseRun Run(ParseResult parsed, Argument<int> number)
    {
        var progress = new ProgressFile(parsed.GetValue(s_progress)!);
        var exercise = Find(parsed.GetValue(number), "en").Exercise;
        var language = Language(parsed, s_language, progress.Read().Of(exercise.Id)?.Language);
        return new ExerciseRun(exercise, Find(exercise.Number, language).Prose, language, progress, TimeProvider.System);
    }

    static (Exercise Exercise, Prose Prose, string Folder) Find(int number, string language)
    {
        var all = Catalogue.ReadExercises(language);
        return all.Any(e => e.Exercise.Number == number) ? all.Single(e => e.Exercise.Number == number)
            : throw new UsageException($"There is no exercise {number}. There are: {string.Join(", ", all.Select(e => $"{e.Exercise.Number} ({e.Prose.Title})"))}.");
    }

    static Recording ReadRecording(string folder)
    {
        var file = Path.Combine(folder, Recording.FileName);
        return File.Exists(file) ? Recording.Read(file, File.ReadAllText(file)) : throw new UsageException($"This exercise has no recording yet. Record one where Docker and Vagrant work: ./run exercise start N --do --record");
    }

    public static Option<string?> LanguageOption()
    {
        var option = new Option<string?>("--lang") { Description = "en or ko; otherwise that of the start, or of the environment (LC_ALL, LANG)." };
        option.AcceptOnlyFromAmong([.. Prose.Languages]);
        return option;
    }

    /// <param name="begun">The language in which the exercise was begun.</param>
    public static string Language(ParseResult parsed, Option<string?> option, string? begun) => parsed.GetValue(option) ?? begun
        ?? ((Environment.GetEnvironmentVariable("LC_ALL") is { Length: > 0 } all ? all : Environment.GetEnvironmentVariable("LANG") ?? "").StartsWith("ko", StringComparison.Ordinal) ? "ko" : "en");

    static Argument<int> Number() => new("number") { Description = "Of the exercise (`./run exercise list`)." };

    static Option<bool> Json() => new("--json") { Description = "Print as JSON." };
}
