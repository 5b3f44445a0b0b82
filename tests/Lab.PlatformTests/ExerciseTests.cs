using Lab.Core;
using Lab.Platforms;
using Lab.Workshop;

namespace Lab.PlatformTests;

/// <summary>Every exercise for real, in both languages: the lab types one step after the other and looks at all checks in between. As one command only two of them: boots take long.</summary>
public sealed class ExerciseTests : IDisposable
{
    readonly RealParts _real = new();
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Numbers => [.. Catalogue.ReadExercises("en").Select(e => e.Exercise.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_check_fails_with_its_hint_until_its_own_step_is_typed(int number)
    {
        var (exercise, prose) = await RequireAsync(number, "en");
        var (screen, bench) = (new StringWriter(), new LiveBench(_real.Tools));
        var session = new Session(exercise, prose, Wording.Of("en"), bench, screen);
        var values = await RealParts.OnceMoreAsync(() => session.UpAsync(Cancel));
        try
        {
            var steps = exercise.Steps.Where(s => s.When.All(w => w.Holds(values))).ToArray();
            foreach (var (typed, step) in steps.Index())
            {
                screen.GetStringBuilder().Clear();
                var results = (await session.CheckAsync(values, Cancel)).Results;
                // Nothing before was undone by a later step, and this one is not there by itself.
                Assert.All(results.Take(typed), r => Assert.True(r.Passed, $"{r.Step.Id}, after {typed} steps: {r.Seen}"));
                Assert.False(results[typed].Passed, $"{step.Id} passes before it is typed: {results[typed].Seen}");
                Assert.Contains(ExerciseText.Fill(prose.Steps[step.Id].Hint, values, Wording.Of("en")), screen.ToString(), StringComparison.Ordinal);
                await session.TypeAsync(step, typed + 1, values, Cancel);
            }
            var (all, last) = await session.CheckAsync(values, Cancel);
            Assert.All(last, r => Assert.True(r.Passed, $"{r.Step.Id}: {r.Seen}"));
            var measured = exercise.Answer(all);
            Assert.NotNull(measured);
            foreach (var language in Prose.Languages)
            {
                screen.GetStringBuilder().Clear();
                var said = (await RequireAsync(number, language)).Prose;
                new Session(exercise, said, Wording.Of(language), bench, screen).Explain(new Attempt(exercise.Id, language, measured, _real.Tools.Clock.GetUtcNow(), false) { Values = all, Measured = measured });
                Assert.Contains(said.Title, screen.ToString(), StringComparison.Ordinal);
                Assert.Contains(Wording.Of(language).Right, screen.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(Wording.Of(language).NotMeasured, screen.ToString(), StringComparison.Ordinal);
            }
        }
        finally
        {
            await session.DownAsync(values);
        }
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(1, "ko")]
    [InlineData(2, "en")]
    public async Task The_lab_types_the_whole_by_itself_in_time_and_nothing_is_left(int number, string language)
    {
        var (exercise, prose) = await RequireAsync(number, language);
        var prediction = exercise.Question is ChoiceQuestion { Choices: var choices } ? choices[0].Id : "1";
        var (text, took) = await RealParts.OnceMoreAsync(async () =>
        {
            var begun = _real.Tools.Clock.GetTimestamp();
            return (await LabAsync(0, "start", $"{number}", "--do", "--predict", prediction, "--lang", language), _real.Tools.Clock.GetElapsedTime(begun));
        });
        Assert.InRange(took.TotalMinutes, 0, 6);
        Assert.Contains(prose.Title, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Wording.Of(language).NotMeasured, text, StringComparison.Ordinal);
        var attempt = new ProgressFile(Mine).Read().Of(exercise.Id)!;
        Assert.Equal((prediction, false, false), (attempt.Prediction, attempt.IsUp, attempt.IsReplay));
        Assert.NotNull(attempt.Measured);
        await AssertNothingLeftAsync();
    }

    /// <summary>Each verb is a process of its own, as for a learner.</summary>
    [Fact]
    public async Task Between_the_verbs_the_instances_stay_up_and_stop_removes_them()
    {
        await RequireAsync(2, "en");
        Assert.Contains("docker exec -it -w /root lab-ex2 bash", await LabAsync(0, "start", "2", "--predict", "1", "--lang", "en"), StringComparison.Ordinal);
        Assert.Contains("not yet  Step 1  host-list", await LabAsync(1, "check", "2"), StringComparison.Ordinal);
        Assert.Contains("\"passed\": false", await LabAsync(1, "check", "2", "--json"), StringComparison.Ordinal);
        Assert.Contains("Not everything is there yet", await LabAsync(1, "explain", "2"), StringComparison.Ordinal);
        Assert.Contains("container lab-ex2", string.Concat(await _real.LeftAsync()), StringComparison.Ordinal);
        Assert.Contains("Everything of this exercise is removed.", await LabAsync(0, "stop", "2"), StringComparison.Ordinal);
        await _real.AssertNothingLeftAsync();
        Assert.Contains("Exercise 2 is not in progress", await LabAsync(2, "check", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_removed_meanwhile_is_named_and_a_new_start_begins_afresh()
    {
        await RequireAsync(2, "en");
        await LabAsync(0, "start", "2", "--predict", "1");
        await new Leftovers(_real.Tools.Engine, _real.Tools.Runner).RemoveAsync(Cancel);
        Assert.Contains("is gone. Begin again: ./run exercise start 2", await LabAsync(1, "check", "2"), StringComparison.Ordinal);
        await LabAsync(0, "start", "2", "--predict", "1");
        Assert.Contains("not yet", await LabAsync(1, "check", "2"), StringComparison.Ordinal);
        await LabAsync(0, "stop", "2");
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task An_interrupted_start_takes_down_what_is_up()
    {
        var (exercise, _) = await RequireAsync(1, "en");
        using var cancel = new CancellationTokenSource();
        // The container is up when the machine is begun.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LiveBench(_real.Tools).UpAsync(exercise, what => { if (what.StartsWith("vm", StringComparison.Ordinal)) cancel.CancelAfter(TimeSpan.FromSeconds(3)); }, cancel.Token));
        await AssertNothingLeftAsync();
    }

    /// <summary>On the host neither: everything that is typed there begins in the exercise's folder.</summary>
    async Task AssertNothingLeftAsync()
    {
        await _real.AssertNothingLeftAsync();
        Assert.False(Directory.Exists(LabHome.ExerciseFolder));
        Assert.DoesNotContain(ProcFs.Find(_ => true), p => new FileInfo($"/proc/{p}/cwd").LinkTarget is { } folder && folder.StartsWith(LabHome.ExerciseFolder, StringComparison.Ordinal));
    }

    string Mine => Path.Combine(_folder, "progress.json");

    async Task<(Exercise Exercise, Prose Prose)> RequireAsync(int number, string language)
    {
        var (exercise, prose, _) = Catalogue.ReadExercises(language).Single(e => e.Exercise.Number == number);
        if (exercise.Container is not null) await _real.RequireAsync("container");
        if (exercise.Vm is not null) await _real.RequireAsync("vm");
        return (exercise, prose);
    }

    async Task<string> LabAsync(int exitCode, params string[] words)
    {
        var command = new Command(Path.Combine(AppContext.BaseDirectory, "lab"), ["exercise", .. words, "--progress", Mine]) { TimeLimit = TimeSpan.FromMinutes(10) };
        var output = await new CommandRunner(TimeProvider.System).RunAsync(command, null, Cancel);
        Assert.True(exitCode == output.ExitCode, $"{command} ended with {output.ExitCode}:\n{output.StandardOutput}\n{output.StandardError}");
        return output.StandardOutput + output.StandardError;
    }

    public void Dispose()
    {
        _real.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
