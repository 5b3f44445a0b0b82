using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Tests.Workshop;

/// <summary>Every folder of lab/exercises; the readers hold each language against the exercise.</summary>
public sealed partial class ShippedExerciseTests
{
    public static TheoryData<int> Numbers => [.. Catalogue.ReadExercises("en").Select(e => e.Exercise.Number)];

    static Prose Of(int number, string language) => Catalogue.ReadExercises(language).Single(e => e.Exercise.Number == number).Prose;

    [Fact]
    public void Exercises_are_numbered_from_one() =>
        Assert.Equal(Enumerable.Range(1, Numbers.Count), Catalogue.ReadExercises("en").Select(e => e.Exercise.Number));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Both_languages_name_the_same_values_in_the_same_texts(int number)
    {
        var (english, korean) = (Of(number, "en"), Of(number, "ko"));
        foreach (var (one, other) in Texts(english).Zip(Texts(korean)))
            Assert.Equal((one.Name, string.Join(' ', Named(one.Text))), (other.Name, string.Join(' ', Named(other.Text))));
        Assert.Equal(english.Reading.Select(l => l.Target), korean.Reading.Select(l => l.Target));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void No_number_stands_in_a_text_that_was_not_measured_or_has_a_source(int number) =>
        Assert.All(Prose.Languages.SelectMany(l => Texts(Of(number, l))), text => Assert.DoesNotMatch("[0-9]", MayHoldDigits().Replace(text.Text, "")));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_Korean_is_Korean(int number) => Assert.All(Texts(Of(number, "ko")), text => Assert.Matches("[가-힣]", text.Text));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void No_link_is_dead(int number) => Assert.All(Of(number, "en").Reading, link => Assert.Null(WhyDead(link.Target)));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Each_recording_passes_every_check(int number)
    {
        var (exercise, _, folder) = Catalogue.ReadExercises("en").Single(e => e.Exercise.Number == number);
        var recording = Recording.Read("replay.json", File.ReadAllText(Path.Combine(folder, Recording.FileName)));
        var values = recording.Values.ToDictionary();
        foreach (var step in exercise.Steps.Where(s => s.When.All(w => w.Holds(recording.Values))))
        {
            var output = recording.Outputs[$"{step.Id} check"];
            var result = CheckResult.Of(step, new CommandOutput(output.ExitCode, output.Output, output.Error, false, TimeSpan.Zero), values);
            Assert.True(result.Passed, $"{step.Id}: {result.Seen}");
            foreach (var (name, value) in result.Values) values[name] = value;
        }
        Assert.NotNull(exercise.Answer(exercise.WithDerived(values)));
    }

    [Fact]
    public void The_document_explains_every_key()
    {
        var document = File.ReadAllText(Path.Combine(Catalogue.Root, "docs", "exercises.md"));
        string[] texts = ["nonsense: 1", "id: a\ninstances: {nonsense: 1}", "id: a\ninstances: {container: {nonsense: 1}}", "id: a\ninstances: {vm: {nonsense: 1}}", "id: a\ninstances: {}\nquestion: {nonsense: 1}",
            "id: a\ninstances: {}\nquestion: {number: n, unit: count}\nsteps: [{nonsense: 1}]", "id: a\ninstances: {}\nquestion: {number: n, unit: count}\nsteps: [{in: host, check: {nonsense: 1}}]",
            "id: a\ninstances: {}\nquestion: {choices: [{nonsense: 1}]}\nsteps: []"];
        foreach (var text in texts)
            Assert.All(Keys(() => ExerciseFile.Read("01-a", "x.yml", text)), key => Assert.Contains($"`{key}`", document, StringComparison.Ordinal));
        var exercise = Catalogue.ReadExercises("en")[0].Exercise;
        Assert.All(Keys(() => ProseFile.Read(exercise, "x.yml", "nonsense: 1")), key => Assert.Contains($"`{key}`", document, StringComparison.Ordinal));
        Assert.All(Placeholders.Quantities.Keys.Concat(Exercise.ContainerValues).Concat(Exercise.VmValues), name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    static string[] Keys(Action read) => Regex.Match(Assert.Throws<UsageException>(read).Message, "The keys here are: (.*)\\.").Groups[1].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } keys
        ? keys : throw new InvalidOperationException("The reader did not complain about the unknown key.");

    static IEnumerable<(string Name, string Text)> Texts(Prose prose) =>
    [
        ("title", prose.Title), ("idea", prose.Idea), ("question", prose.Question), ("explanation", prose.Explanation), ("kvm", prose.UnderKvm), ("desktop", prose.OnDockerDesktop),
        .. prose.Choices.OrderBy(c => c.Key).Select(c => ($"choice {c.Key}", c.Value)),
        .. prose.Steps.OrderBy(s => s.Key).SelectMany(s => ((string, string)[])[($"text {s.Key}", s.Value.Text), ($"hint {s.Key}", s.Value.Hint)]),
        .. prose.Remarks.OrderBy(r => r.Key).Select(r => ($"remark {r.Key}", r.Value)),
    ];

    static IEnumerable<string> Named(string text) => Placeholders.In(text).Select(p => $"{p.Name}:{p.ValueKind}").Order();

    /// <summary>Null for a link that leads somewhere; addresses outside are only looked at.</summary>
    static string? WhyDead(string target)
    {
        if (target.StartsWith("https://", StringComparison.Ordinal)) return null;
        var parts = target.Split('#');
        var file = Path.Combine(Catalogue.Root, parts[0]);
        if (!File.Exists(file)) return $"{parts[0]} is not there";
        return parts.Length == 1 || File.ReadLines(file).Any(l => l.StartsWith('#') && Anchor(l) == parts[1]) ? null : $"{parts[0]} has no heading #{parts[1]}";
    }

    /// <summary>As GitHub makes it of a heading.</summary>
    static string Anchor(string heading) => Regex.Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-');

    [GeneratedRegex(@"`[^`]*`|\{[^}]*\}|\(source: [^)]*\)|\(출처: [^)]*\)")]
    private static partial Regex MayHoldDigits();
}
