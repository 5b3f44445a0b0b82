using Lab.Core;
using Lab.Reports;

namespace Lab.Workshop;

/// <summary>One exercise in one language, on a bench: what is said, typed, checked and explained.</summary>
sealed class Session(Exercise exercise, Prose prose, Wording wording, IBench bench, TextWriter screen)
{
    /// <summary>Title, idea and question, with the choices to predict from.</summary>
    public void Introduce()
    {
        screen.WriteLine($"{wording.Exercise} {exercise.Number}: {prose.Title}\n\n{prose.Idea}\n\n{prose.Question}");
        if (exercise.Question is ChoiceQuestion { Choices: var choices })
            foreach (var (index, choice) in choices.Index())
                screen.WriteLine($"  {index + 1}  {prose.Choices[choice.Id]}");
        else if (exercise.Question is NumberQuestion { ValueKind: var quantity } && Prediction.Units(quantity).ToArray() is { Length: > 0 } units)
            screen.WriteLine($"  ({wording.Units} {string.Join(", ", units)})");
        screen.WriteLine();
    }

    /// <summary>The prediction that was given, or one that is asked for on the terminal.</summary>
    /// <exception cref="UsageException">It is none of the answers, or there is no terminal to ask on.</exception>
    public async Task<string> PredictAsync(string? given, TextReader? terminal, CancellationToken cancel)
    {
        var allowed = exercise.Question is ChoiceQuestion { Choices: var choices } ? string.Join(", ", choices.Select(c => c.Id)) : "a number";
        if (given is not null)
            return Prediction.Read(exercise.Question, given) ?? throw new UsageException($"--predict {given}: exercise {exercise.Number} asks for one of: {allowed}.");
        if (terminal is null)
            throw new UsageException($"There is no terminal to ask for a prediction on. Give it: --predict VALUE ({allowed}).");
        while (true)
        {
            screen.Write($"{wording.Predict} > ");
            screen.Flush();
            // Not cancellable by itself.
            var typed = await Task.Run(terminal.ReadLine, CancellationToken.None).WaitAsync(cancel) ?? throw new UsageException($"No prediction was given. Give it: --predict VALUE ({allowed}).");
            if (Prediction.Read(exercise.Question, typed) is { } prediction)
            {
                screen.WriteLine();
                return prediction;
            }
            screen.WriteLine(wording.Another);
        }
    }

    public Task<IReadOnlyDictionary<string, string>> UpAsync(CancellationToken cancel) => bench.UpAsync(exercise, what => screen.WriteLine($"{wording.BringingUp} {what} …"), cancel);

    public Task DownAsync(IReadOnlyDictionary<string, string> values) => bench.DownAsync(exercise, values);

    /// <summary>What the learner types, and where.</summary>
    public void Show(IReadOnlyDictionary<string, string> values)
    {
        screen.WriteLine($"\n{wording.Up}\n");
        foreach (var place in Steps(values).Select(s => s.In).Distinct().Order())
        {
            screen.WriteLine($"  {wording.PlaceName(place)}:  ./run exercise shell {exercise.Number} {place.ToString().ToLowerInvariant()}");
            if (place == Place.Container) screen.WriteLine($"    {wording.Or}  {LiveBench.Shell(place, values)}");
        }
        foreach (var (index, step) in Steps(values).Index())
        {
            Head(step, index + 1, values);
            foreach (var line in Line(step.Type, values).Split('\n'))
                screen.WriteLine($"    {line}");
        }
        screen.WriteLine($"\n{wording.ThenCheck}  ./run exercise check {exercise.Number}");
    }

    /// <summary>Types every step and shows what it prints.</summary>
    public async Task TypeAsync(IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        foreach (var (index, step) in Steps(values).Index())
            await TypeAsync(step, index + 1, values, cancel);
        screen.WriteLine();
    }

    public async Task TypeAsync(Step step, int number, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        Head(step, number, values);
        var line = Line(step.Type, values);
        foreach (var part in line.Split('\n'))
            screen.WriteLine($"    {wording.PlaceName(step.In)}# {part}");
        Quote(await TypedAsync(step, line, values, cancel));
    }

    /// <summary>What the line printed. What becomes of it is for the check to say: a shell may die of what is typed in it.</summary>
    async Task<string> TypedAsync(Step step, string line, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        try
        {
            // With a line behind it bash outlives what a signal kills, and says so.
            var output = await bench.RunAsync($"{step.Id} type", step.In, ["bash", "-c", $"{line}\nexit"], step.Limit, values, cancel);
            return output.StandardOutput + output.StandardError;
        }
        catch (TrialException e)
        {
            return e.Message;
        }
    }

    /// <summary>Runs every check. Returns the values of the start and of the checks that passed, and the steps whose checks did.</summary>
    public async Task<(IReadOnlyDictionary<string, string> Values, IReadOnlyList<CheckResult> Results)> CheckAsync(IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        var known = exercise.StartValues.Where(values.ContainsKey).ToDictionary(n => n, n => values[n]);
        var results = new List<CheckResult>();
        foreach (var (index, step) in Steps(values).Index())
            results.Add(await CheckAsync(step, index + 1, values, known, cancel));
        screen.WriteLine();
        return (exercise.WithDerived(known), results);
    }

    /// <summary>Runs the check of one step.</summary>
    /// <param name="known">Values of the start and of the checks before it that passed; gets those of this one.</param>
    public async Task<CheckResult> CheckAsync(Step step, int number, IReadOnlyDictionary<string, string> values, Dictionary<string, string> known, CancellationToken cancel)
    {
        string[] words = [.. step.Check.Command.Select(w => Line(w, values))];
        var result = CheckResult.Of(step, await bench.RunAsync($"{step.Id} check", step.Check.In, words, TimeSpan.FromSeconds(60), values, cancel), known);
        screen.WriteLine($"{(result.Passed ? wording.Ok : wording.NotYet)}  {wording.Step} {number}  {step.Id}");
        if (!result.Passed) Complain(result, values);
        foreach (var (name, value) in result.Passed ? result.Values : new Dictionary<string, string>())
            known[name] = value;
        return result;
    }

    /// <summary>Prediction beside measurement, and why.</summary>
    public void Explain(Attempt attempt)
    {
        var answer = attempt.Measured is { } measured ? ExerciseText.Answer(exercise.Question, prose, measured) : wording.NotMeasured;
        var isRight = attempt.Measured is not null && Prediction.IsRight(exercise.Question, attempt.Prediction, attempt.Measured);
        screen.WriteLine($"{wording.Exercise} {exercise.Number}: {prose.Title}\n");
        screen.WriteLine($"{wording.Predicted}: {ExerciseText.Answer(exercise.Question, prose, attempt.Prediction)}\n{wording.Measured}: {answer}  ({(isRight ? wording.Right : wording.Wrong)})\n");
        screen.WriteLine(Fill(prose.Explanation, attempt.Values));
        foreach (var remark in exercise.Remarks.Where(r => r.When.All(w => w.Holds(attempt.Values))))
            screen.WriteLine($"\n{Fill(prose.Remarks[remark.Id], attempt.Values)}");
        screen.WriteLine($"\n{wording.UnderKvm}: {Fill(prose.UnderKvm, attempt.Values)}\n\n{wording.OnDockerDesktop}: {Fill(prose.OnDockerDesktop, attempt.Values)}\n\n{wording.Reading}:");
        foreach (var link in prose.Reading)
            screen.WriteLine($"  {link.Text}: {link.Target}");
    }

    IEnumerable<Step> Steps(IReadOnlyDictionary<string, string> values) => exercise.Steps.Where(s => s.When.All(w => w.Holds(values)));

    void Head(Step step, int number, IReadOnlyDictionary<string, string> values) =>
        screen.WriteLine($"\n── {wording.Step} {number} · {wording.PlaceName(step.In)}\n{Fill(prose.Steps[step.Id].Text, values)}\n");

    void Complain(CheckResult result, IReadOnlyDictionary<string, string> values)
    {
        screen.WriteLine($"    {Fill(prose.Steps[result.Step.Id].Hint, values)}");
        screen.WriteLine($"    {(result.Seen.Length > 0 ? wording.Seen : wording.SeenNothing)}");
        Quote(result.Seen);
    }

    void Quote(string output)
    {
        const int most = 40;
        var lines = output.TrimEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Take(most))
            screen.WriteLine($"    {line[..^line.TrimStart(' ').Length]}{Format.Plain(line)}");
        if (lines.Length > most) screen.WriteLine($"    … ({lines.Length - most} more)");
    }

    string Line(string text, IReadOnlyDictionary<string, string> values) =>
        Placeholders.Fill(text, (name, _) => Known(values)[name]);

    string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        ExerciseText.Fill(text, Known(values), wording);

    Dictionary<string, string> Known(IReadOnlyDictionary<string, string> values) =>
        new(values) { [Exercise.GuestTree] = bench.GuestTree };
}
