using System.Text.Json;
using Lab.Core;
using Lab.Workshop;

namespace Lab.Tests.Cli;

/// <summary>exercise and explain, with no tool in reach.</summary>
public sealed class ExerciseVerbsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;

    string Mine => Path.Combine(_folder, "progress.json");

    public static TheoryData<int, string> Each => [.. Catalogue.ReadExercises("en").SelectMany(e => Prose.Languages.Select(l => new TheoryDataRow<int, string>(e.Exercise.Number, l)))];

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_recorded_run_is_shown_without_any_tool_and_every_line_says_so(int number, string language)
    {
        var (exercise, prose, _) = Catalogue.ReadExercises(language).Single(e => e.Exercise.Number == number);
        var prediction = exercise.Question is ChoiceQuestion { Choices: var choices } ? choices[0].Id : "1";
        var text = await RunAsync(0, "exercise", "start", $"{number}", "--replay", "--predict", prediction, "--lang", language, "--progress", Mine);
        Assert.All(text.TrimEnd().Split('\n'), line => Assert.StartsWith("REPLAY │", line, StringComparison.Ordinal));
        Assert.Contains(prose.Title, text, StringComparison.Ordinal);
        Assert.Contains(prose.Steps[exercise.Steps[0].Id].Text.Split('\n')[0], text, StringComparison.Ordinal);
        Assert.DoesNotContain(Wording.Of(language).NotMeasured, text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\{[a-z_]+(:[a-z-]+)?\}", text);
        var attempt = Assert.Single(Progress.Read(Mine, await File.ReadAllTextAsync(Mine, TestContext.Current.CancellationToken)).Attempts);
        Assert.Equal((exercise.Id, prediction, true, false), (attempt.Exercise, attempt.Prediction, attempt.IsReplay, attempt.IsUp));
        Assert.NotNull(attempt.Measured);
        Assert.DoesNotContain(Exercise.GuestTree, await File.ReadAllTextAsync(Mine, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // What was measured is explained again from the file alone.
        Assert.Contains(Wording.Of(language).Reading, await RunAsync(0, "exercise", "explain", $"{number}", "--progress", Mine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_knows_how_far_one_is()
    {
        Assert.StartsWith("1  Whose kernel?\n", await RunAsync(0, "exercise", "list", "--lang", "en", "--progress", Mine), StringComparison.Ordinal);
        await RunAsync(0, "exercise", "start", "1", "--replay", "--predict", "both", "--progress", Mine);
        Assert.StartsWith("1  누구의 커널인가?  (done)\n", await RunAsync(0, "exercise", "list", "--lang", "ko", "--progress", Mine), StringComparison.Ordinal);
        var json = JsonDocument.Parse(await RunAsync(0, "exercise", "list", "--json", "--progress", Mine)).RootElement;
        Assert.Equal("whose-kernel", json[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("--predict maybe: exercise 1 asks for one of: both, container-only", "start", "1", "--replay", "--predict", "maybe")]
    [InlineData("There is no exercise 99. There are: 1 (Whose kernel?)", "start", "99", "--replay")]
    [InlineData("Exercise 1 is not in progress. Begin it: ./run exercise start 1", "check", "1")]
    [InlineData("Exercise 1 is not in progress. Begin it", "stop", "1")]
    [InlineData("Exercise 1 is not in progress. Begin it", "shell", "1", "host")]
    [InlineData("Exercise 1 has not been begun. Begin it", "explain", "1")]
    [InlineData("--record goes with --do", "start", "1", "--record")]
    public async Task A_mistake_is_named_with_what_to_do(string message, params string[] words) =>
        Assert.Contains(message, await RunAsync(2, ["exercise", .. words, "--progress", Mine]), StringComparison.Ordinal);

    [Fact]
    public async Task Where_Docker_is_not_there_the_recording_is_named()
    {
        var text = await RunAsync(2, "exercise", "start", "2", "--predict", "0", "--progress", Mine);
        Assert.Contains("Exercise 2 needs container (Docker), which cannot be used here: No Docker Engine answers", text, StringComparison.Ordinal);
        Assert.Contains("./run exercise start 2 --replay", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_is_pooled_from_its_files()
    {
        string[] files = ["a.json", "b.json"];
        foreach (var (file, prediction, measured) in new[] { ("a.json", "1", "1"), ("b.json", "0", "1") })
            await File.WriteAllTextAsync(Path.Combine(_folder, file), new Progress(file, [new Attempt("namespaces", "en", prediction, default, false) { Measured = measured }]).ToJson(), TestContext.Current.CancellationToken);
        var paths = files.Select(f => Path.Combine(_folder, f)).ToArray();
        var text = await RunAsync(0, ["exercise", "pool", .. paths, "--lang", "en"]);
        Assert.Contains("2: Namespaces · 2 predictions, 1 of 2 right", text, StringComparison.Ordinal);
        Assert.Matches(@"predicted\s*│ 2\s*│ 0.5\d*\s*│ 0\s*│ 1 ", text);
        Assert.Equal(1, JsonDocument.Parse(await RunAsync(0, ["exercise", "pool", .. paths, "--json"])).RootElement[0].GetProperty("right").GetInt32());
        Assert.Contains("is not there", await RunAsync(2, "exercise", "pool", Path.Combine(_folder, "c.json")), StringComparison.Ordinal);
        await File.WriteAllTextAsync(paths[0], "{", TestContext.Current.CancellationToken);
        Assert.Contains("a.json:1: this cannot be read as the progress of exercises", await RunAsync(2, "exercise", "pool", paths[0]), StringComparison.Ordinal);
    }

    public static TheoryData<string> Kept => KeptStudyTests.Kept;

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Any_kept_study_asks_three_questions_of_its_own_numbers(string folder)
    {
        foreach (var language in Prose.Languages)
        {
            var json = JsonDocument.Parse(await RunAsync(0, "explain", folder, "--json", "--lang", language)).RootElement;
            Assert.Equal(3, json.GetArrayLength());
            Assert.All(json.EnumerateArray(), item => Assert.Matches("[0-9]", item.GetProperty("answer").GetString()!));
        }
        var text = await RunAsync(0, "explain", folder, "--lang", "en");
        Assert.Matches(@"\A1\. How (.*\n)+\n2\. (.*\n)+\n3\. ", text);
    }

    [Fact]
    public async Task The_answers_are_those_of_the_report()
    {
        var text = await RunAsync(0, "explain", Path.Combine(Catalogue.Root, "results", "kept", "quick-20261121-064445"), "--lang", "en");
        Assert.Contains("78.1× (69.8–103): vm (QEMU, emulated) 16.9 s (14.9–17.9), container (Docker) 216 ms (174–224)", text, StringComparison.Ordinal);
        Assert.Contains("0.132× (0.131–0.134): vm (QEMU, emulated) 586 /s (571–600), container (Docker) 4,408 /s (4,360–4,515)", text, StringComparison.Ordinal);
    }

    /// <summary>The program as a user starts it, where it finds no other program and nobody answers questions.</summary>
    [Fact]
    public async Task A_recorded_run_needs_no_other_program()
    {
        var text = await RunAsync(0, StartAsync, "exercise", "start", "2", "--replay", "--predict", "0", "--progress", Mine);
        Assert.All(text.TrimEnd().Split('\n'), line => Assert.StartsWith("REPLAY │", line, StringComparison.Ordinal));
        Assert.Contains(
            "There is no terminal to ask for a prediction on. Give it: --predict VALUE (both, container-only, vm-only, neither)",
            await RunAsync(2, StartAsync, "exercise", "start", "1", "--replay", "--progress", Mine), StringComparison.Ordinal);
    }

    static Task<CommandOutput> StartAsync(string[] words) => InsideTest.StartLabAsync(new Dictionary<string, string?> { ["PATH"] = "/nowhere" }, words);

    static Task<string> RunAsync(int exitCode, params string[] words) => RunAsync(exitCode, InsideTest.LabAsync, words);

    /// <summary>What the program says on either stream.</summary>
    static async Task<string> RunAsync(int exitCode, Func<string[], Task<CommandOutput>> run, params string[] words)
    {
        var output = await run(words);
        Assert.Equal((exitCode, ""), (output.ExitCode, exitCode == 2 ? "" : output.StandardError));
        Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
        return output.StandardOutput + output.StandardError;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
