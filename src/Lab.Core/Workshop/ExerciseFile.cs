using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>An exercise from YAML text, read as strictly as a plan. docs/exercises.md explains every key.</summary>
public static partial class ExerciseFile
{
    static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(2);

    /// <param name="folder">Name of its folder: "03-cgroups" is exercise 3 with the id cgroups.</param>
    /// <exception cref="UsageException">A mistake in the text.</exception>
    public static Exercise Read(string folder, string file, string text)
    {
        var map = YamlMap.Root(file, text);
        map.AllowOnly("id", "instances", "question", "steps", "values", "remarks", "clean");
        if (FolderName().Match(folder) is not { Success: true } name)
            throw new UsageException($"{file}: the folder is called '{folder}'. Call it NN-id, for example 07-my-exercise.");
        if (map.Identifier("id") != name.Groups["id"].Value)
            throw map.Error("id", $"is '{map.Text("id")}', but the folder is called '{folder}'", $"Write `id: {name.Groups["id"].Value}`, or rename the folder.");
        var instances = map.Below("instances") ?? throw map.Error("instances", "is missing", "Add `instances:` and below it `container: {…}`, `vm: {…}` or both.");
        instances.AllowOnly("container", "vm");
        var exercise = new Exercise(int.Parse(name.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture), map.Text("id"),
            ReadInstance(instances.Below("container"), "network"), ReadInstance(instances.Below("vm"), "docker"),
            ReadQuestion(map.Below("question") ?? throw map.Error("question", "is missing", "Add `question:` with `choices:` or `number:` below it.")),
            [.. map.Maps("steps").Select(ReadStep)], [.. ReadList(map, "values", ReadDerived)], [.. ReadList(map, "remarks", ReadRemark)], map.Commands("clean"));
        ExerciseNames.Check(map, exercise);
        return exercise;
    }

    static ExerciseInstance? ReadInstance(YamlMap? map, string own)
    {
        if (map is null) return null;
        map.AllowOnly("memory", "cpus", "volume", own);
        return new ExerciseInstance(map.Size("memory", 128 << 20), map.Whole("cpus", 1, 64, 2),
            own == "network" && map.OneOf("network", "bridge", "bridge", "host") == "host", map.Flag("volume"), own == "docker" && map.Flag("docker"));
    }

    static Question ReadQuestion(YamlMap map)
    {
        map.AllowOnly("choices", "number", "unit", "right-within");
        if (map.Has("choices") == map.Has("number"))
            throw map.Error("choices", "and number: an exercise asks for exactly one of them", "Keep `choices:` (a list) or `number:` (the name of a value).");
        return map.Has("choices")
            ? new ChoiceQuestion([.. map.Maps("choices").Select(ReadChoice)])
            : new NumberQuestion(map.Text("number"), Placeholders.Quantities[map.OneOf("unit", null, [.. Placeholders.Quantities.Keys])], map.Number("right-within", 1));
    }

    static Choice ReadChoice(YamlMap map)
    {
        map.AllowOnly("id", "when");
        return new Choice(map.Identifier("id"), Conditions(map, "when"));
    }

    static Step ReadStep(YamlMap map)
    {
        map.AllowOnly("id", "in", "type", "seconds", "check", "when");
        var place = ReadPlace(map, null);
        var check = map.Below("check") ?? throw map.Error("check", "is missing", "Every step has one: `check:` and below it `command:` and `pattern:`.");
        check.AllowOnly("in", "command", "pattern", "where");
        return new Step(map.Identifier("id"), place, map.Text("type").TrimEnd('\n'), TimeSpan.FromSeconds(map.Number("seconds", 60)),
            new StepCheck(ReadPlace(check, place), check.Words("command"), ReadPattern(check), Conditions(check, "where")), Conditions(map, "when"));
    }

    static Place ReadPlace(YamlMap map, Place? otherwise) =>
        Enum.Parse<Place>(map.OneOf("in", otherwise?.ToString().ToLowerInvariant(), "host", "container", "vm"), ignoreCase: true);

    static Regex ReadPattern(YamlMap map)
    {
        try
        {
            return new Regex(map.Text("pattern"), RegexOptions.Multiline | RegexOptions.CultureInvariant, MatchLimit);
        }
        catch (ArgumentException e)
        {
            throw map.Error("pattern", $"is no regular expression: {e.Message}", "Mend the expression; (?<name>…) captures a value.");
        }
    }

    static DerivedValue ReadDerived(YamlMap map)
    {
        map.AllowOnly("name", "is");
        return new DerivedValue(map.Text("name"), Formula.Parse(map.Text("is"))
            ?? throw map.Error("is", $"is '{map.Text("is")}'", "Write two values or numbers with + - * or / between them, blanks around it: vm_seconds / container_seconds."));
    }

    static Remark ReadRemark(YamlMap map)
    {
        map.AllowOnly("id", "when");
        return new Remark(map.Identifier("id"), map.Has("when") ? Conditions(map, "when") : throw map.Error("when", "is missing", "Say when the remark stands; what always stands belongs into the explanation."));
    }

    static IEnumerable<T> ReadList<T>(YamlMap map, string key, Func<YamlMap, T> read) => map.Has(key) ? map.Maps(key).Select(read) : [];

    static IReadOnlyList<Condition> Conditions(YamlMap map, string key) => !map.Has(key) ? [] :
        [.. map.Words(key).Select(w => Condition.Parse(w)
            ?? throw map.Error(key, $"has '{w}', which is no condition", "Write a value, one of = != < <= > >=, and a value, a number or a 'word', blanks between them: [kills >= 1, vm_kernel != host_kernel]."))];

    [GeneratedRegex("^(?<number>[0-9]{2})-(?<id>[a-z0-9]+(-[a-z0-9]+)*)$")]
    private static partial Regex FolderName();
}
