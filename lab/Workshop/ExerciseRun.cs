using System.Text.Json;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Workshop;

/// <summary>The verbs of one exercise: each reads the learner's file, does its part on the bench, and writes it.</summary>
sealed class ExerciseRun(Exercise exercise, Prose prose, string language, ProgressFile file, TimeProvider clock)
{
    readonly Wording _wording = Wording.Of(language);

    Session On(IBench bench, TextWriter? screen = null) => new(exercise, prose, _wording, bench, screen ?? Console.Out);

    /// <summary>The terminal that predictions are asked on; null where there is none.</summary>
    static TextReader? Terminal => Console.IsInputRedirected ? null : Console.In;

    public async Task<int> StartAsync(IBench bench, string? predict, CancellationToken cancel)
    {
        var session = On(bench);
        var attempt = await PredictAsync(session, predict, false, cancel);
        using var machine = LabHome.TakeMachine();
        attempt = await UpAsync(session, attempt, cancel);
        session.Show(attempt.Values);
        return ExitCode.Ok;
    }

    /// <summary>From the prediction to the explanation, and down again whatever happens.</summary>
    public async Task<int> DoAsync(IBench bench, string? predict, CancellationToken cancel)
    {
        var session = On(bench);
        var attempt = await PredictAsync(session, predict, false, cancel);
        using var machine = LabHome.TakeMachine();
        attempt = await UpAsync(session, attempt, cancel);
        try
        {
            attempt = await TypeAndCheckAsync(session, attempt, cancel);
        }
        finally
        {
            await session.DownAsync(attempt.Values);
            Keep(attempt with { IsUp = false });
        }
        return Explain(session, attempt with { IsUp = false }, Console.Out);
    }

    /// <summary>A recorded run from the prediction to the explanation; every line is marked.</summary>
    public async Task<int> ReplayAsync(Recording recording, string? predict, CancellationToken cancel)
    {
        if (file.Read().Of(exercise.Id) is { IsUp: true })
            throw new UsageException($"Exercise {exercise.Number} is in progress on this machine. End it first: ./run exercise stop {exercise.Number}");
        await using var screen = new StampingWriter(Console.Out, "REPLAY │ ");
        var session = On(new ReplayBench(recording), screen);
        screen.WriteLine($"{recording.At:yyyy-MM-dd}");
        var attempt = await PredictAsync(session, predict, true, cancel);
        attempt = attempt with { Values = await session.UpAsync(cancel) };
        attempt = await TypeAndCheckAsync(session, attempt, cancel);
        return Explain(session, attempt, screen);
    }

    public async Task<int> CheckAsync(IBench bench, bool json, CancellationToken cancel)
    {
        var attempt = RequireUp(exercise, file);
        using var machine = LabHome.TakeMachine();
        var (checkedNow, results) = await CheckAsync(On(bench, json ? TextWriter.Null : null), attempt, cancel);
        Keep(checkedNow);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                exercise = exercise.Id,
                steps = results.Select(r => new { r.Step.Id, r.Passed, r.Seen, hint = r.Passed ? null : prose.Steps[r.Step.Id].Hint }),
                checkedNow.Measured,
            }, StudyJson.Page));
        else
            Console.WriteLine(checkedNow.Measured is null ? _wording.Missing : $"{_wording.AllOk}  ./run exercise explain {exercise.Number}");
        return checkedNow.Measured is null ? ExitCode.SomeFailed : ExitCode.Ok;
    }

    public async Task<int> ExplainAsync(IBench bench, CancellationToken cancel)
    {
        var attempt = file.Read().Of(exercise.Id) ?? throw NotBegun();
        var session = On(bench);
        if (attempt.Measured is null)
        {
            attempt = RequireUp(exercise, file);
            using var machine = LabHome.TakeMachine();
            (attempt, _) = await CheckAsync(session, attempt, cancel);
            Keep(attempt);
            if (attempt.Measured is null)
            {
                Console.WriteLine(_wording.Missing);
                return ExitCode.SomeFailed;
            }
        }
        if (attempt.IsUp)
            await TakeDownAsync(session, attempt);
        return Explain(session, attempt with { IsUp = false }, Console.Out);
    }

    public async Task<int> StopAsync(IBench bench)
    {
        var attempt = RequireUp(exercise, file);
        await TakeDownAsync(On(bench), attempt);
        Keep(attempt with { IsUp = false });
        Console.WriteLine(_wording.Removed);
        return ExitCode.Ok;
    }

    /// <summary>The attempt whose instances are up.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Attempt RequireUp(Exercise exercise, ProgressFile file)
    {
        var progress = file.Read();
        return progress.Of(exercise.Id) is { IsUp: true } attempt ? attempt
            : throw new UsageException($"Exercise {exercise.Number} is not in progress{(progress.Up is { } other ? $", but {other.Exercise} is" : "")}. Begin it: ./run exercise start {exercise.Number}");
    }

    UsageException NotBegun() => new($"Exercise {exercise.Number} has not been begun. Begin it: ./run exercise start {exercise.Number}");

    async Task<Attempt> PredictAsync(Session session, string? predict, bool isReplay, CancellationToken cancel)
    {
        file.Read(); // A file that cannot be read is named before anything is asked or brought up.
        session.Introduce();
        var prediction = await session.PredictAsync(predict, Terminal, cancel);
        return new Attempt(exercise.Id, language, prediction, clock.GetUtcNow(), isReplay);
    }

    /// <summary>Whatever was up before is removed first, so this is the one attempt that is up.</summary>
    async Task<Attempt> UpAsync(Session session, Attempt attempt, CancellationToken cancel)
    {
        var before = file.Read();
        file.Write(before.AllDown().With(attempt));
        var up = attempt with { Values = await session.UpAsync(cancel), IsUp = true };
        Keep(up);
        return up;
    }

    async Task<Attempt> TypeAndCheckAsync(Session session, Attempt attempt, CancellationToken cancel)
    {
        await session.TypeAsync(attempt.Values, cancel);
        return (await CheckAsync(session, attempt, cancel)).Attempt;
    }

    async Task<(Attempt Attempt, IReadOnlyList<CheckResult> Results)> CheckAsync(Session session, Attempt attempt, CancellationToken cancel)
    {
        var (values, results) = await ChecksAsync(session, attempt, cancel);
        var measured = results.All(r => r.Passed)
            ? exercise.Answer(values) ?? throw new TrialException($"Every check passed, but what was measured is none of the answers of exercise {exercise.Number}: {string.Join(", ", values.Select(v => $"{v.Key} {v.Value}"))}.")
            : null;
        return (attempt with { Values = values, Passed = [.. results.Where(r => r.Passed).Select(r => r.Step.Id)], Measured = measured }, results);
    }

    async Task<(IReadOnlyDictionary<string, string> Values, IReadOnlyList<CheckResult> Results)> ChecksAsync(Session session, Attempt attempt, CancellationToken cancel)
    {
        try
        {
            return await session.CheckAsync(attempt.Values, cancel);
        }
        catch (TrialException e)
        {
            throw new TrialException($"{e.Message} What the exercise brought up is gone. Begin again: ./run exercise start {exercise.Number}", e);
        }
    }

    static async Task TakeDownAsync(Session session, Attempt attempt)
    {
        using var machine = LabHome.TakeMachine();
        await session.DownAsync(attempt.Values);
    }

    int Explain(Session session, Attempt attempt, TextWriter screen)
    {
        if (attempt.Measured is null)
        {
            Keep(attempt);
            screen.WriteLine(_wording.Missing);
            return ExitCode.SomeFailed;
        }
        session.Explain(attempt);
        Keep(attempt with { Explained = clock.GetUtcNow() });
        screen.WriteLine($"\n{(attempt.IsReplay ? "" : _wording.Removed + " ")}{_wording.Kept} {file.Name}");
        return ExitCode.Ok;
    }

    void Keep(Attempt attempt) => file.Write(file.Read().With(attempt));
}
