using Lab.Core;
using Lab.Platforms;
using Lab.Workshop;

namespace Lab.PlatformTests;

/// <summary>The workshop as a learner uses it: each verb is a process of its own.</summary>
[Collection(Lanes.Program)]
public sealed class ExerciseProgramTests : IDisposable
{
    readonly RealParts _real = new();
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As one command only two of them, one in each language: boots take long.</summary>
    [Theory]
    [InlineData(1, "ko")]
    [InlineData(2, "en")]
    public async Task The_lab_types_the_whole_by_itself_in_time_and_nothing_is_left(int number, string language)
    {
        var exercise = await _real.RequireExerciseAsync(number);
        var prose = RealParts.ProseOf(number, language);
        var prediction = exercise.Question is ChoiceQuestion { Choices: var choices } ? choices[0].Id : "1";
        var (text, took) = await RealParts.OnceMoreAsync(async () =>
        {
            var begun = _real.Tools.Clock.GetTimestamp();
            return (await LabAsync(0, "start", $"{number}", "--do", "--predict", prediction, "--lang", language), _real.Tools.Clock.GetElapsedTime(begun));
        });
        // The limit of docs/exercises.md for an emulated machine.
        Assert.InRange(took.TotalMinutes, 0, 6);
        Assert.Contains(prose.Title, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Wording.Of(language).NotMeasured, text, StringComparison.Ordinal);
        var attempt = new ProgressFile(Mine).Read().Of(exercise.Id)!;
        Assert.Equal((prediction, false, false), (attempt.Prediction, attempt.IsUp, attempt.IsReplay));
        Assert.NotNull(attempt.Measured);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Between_the_verbs_the_instances_stay_up_and_stop_removes_them()
    {
        await _real.RequireExerciseAsync(2);
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
        await _real.RequireExerciseAsync(2);
        await LabAsync(0, "start", "2", "--predict", "1");
        await new Leftovers(_real.Tools.Engine, _real.Tools.Runner).RemoveAsync(name => name == "lab-ex2", Cancel);
        Assert.Contains("is gone. Begin again: ./run exercise start 2", await LabAsync(1, "check", "2"), StringComparison.Ordinal);
        await LabAsync(0, "start", "2", "--predict", "1");
        Assert.Contains("not yet", await LabAsync(1, "check", "2"), StringComparison.Ordinal);
        await LabAsync(0, "stop", "2");
        await _real.AssertNothingLeftAsync();
    }

    string Mine => Path.Combine(_folder, "progress.json");

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
