using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>Whether every name in an exercise leads to something.</summary>
static partial class ExerciseNames
{
    /// <exception cref="UsageException">One does not; with the line of the key that has it.</exception>
    public static void Check(YamlMap map, Exercise exercise)
    {
        NoneTwice(map, "steps", exercise.Steps.Select(s => s.Id));
        NoneTwice(map, "remarks", exercise.Remarks.Select(r => r.Id));
        NoneTwice(map, "question", exercise.Question is ChoiceQuestion { Choices: var choices } ? choices.Select(c => c.Id) : []);
        var known = exercise.StartValues.ToHashSet();
        foreach (var (step, at) in exercise.Steps.Zip(map.Maps("steps")))
            CheckStep(exercise, step, at, known);
        foreach (var (derived, at) in exercise.Derived.Zip(map.Has("values") ? map.Maps("values") : []))
        {
            Known(at, "is", derived.Formula.Names, known, "is not known there yet");
            New(at, "name", derived.Name, exercise);
            known.Add(derived.Name);
        }
        foreach (var (remark, at) in exercise.Remarks.Zip(map.Has("remarks") ? map.Maps("remarks") : []))
            Known(at, "when", remark.When.SelectMany(c => c.Names), known, "is made nowhere");
        Known(map, "clean", exercise.Clean.SelectMany(c => c).SelectMany(Placeholders.In).Select(p => p.Name), exercise.CommandValues, "a command may not use");
        Known(map.Below("question")!, exercise.Question is NumberQuestion ? "number" : "choices",
            exercise.Question is ChoiceQuestion q ? q.Choices.SelectMany(c => c.When).SelectMany(c => c.Names) : [((NumberQuestion)exercise.Question).Value], known, "is made nowhere");
    }

    /// <summary>A step uses only what stands before it.</summary>
    static void CheckStep(Exercise exercise, Step step, YamlMap at, HashSet<string> known)
    {
        var check = at.Below("check")!;
        foreach (var (place, map) in ((Place, YamlMap)[])[(step.In, at), (step.Check.In, check)])
            if ((place == Place.Container && exercise.Container is null) || (place == Place.Vm && exercise.Vm is null))
                throw map.Error("in", $"is {place.ToString().ToLowerInvariant()}, which is not among the instances", "Add it to `instances:`, or type elsewhere.");
        Known(at, "type", Placeholders.In(step.Type).Select(p => p.Name), exercise.CommandValues, "a command may not use");
        Known(check, "command", step.Check.Command.SelectMany(Placeholders.In).Select(p => p.Name), exercise.CommandValues, "a command may not use");
        Known(at, "when", step.When.SelectMany(c => c.Names), exercise.StartValues, "is not known before anything is typed");
        foreach (var name in step.Check.Captures())
            New(check, "pattern", name, exercise);
        known.UnionWith(step.Check.Captures());
        Known(check, "where", step.Check.Where.SelectMany(c => c.Names), known, "is not known there yet");
    }

    static void New(YamlMap map, string key, string name, Exercise exercise)
    {
        if (!ValueName().IsMatch(name) || exercise.StartValues.Contains(name))
            throw map.Error(key, $"makes a value '{name}'", "Call values in lower case with underscores, and not as one that the lab itself knows (docs/exercises.md).");
    }

    static void Known(YamlMap map, string key, IEnumerable<string> used, IEnumerable<string> known, string why)
    {
        if (used.FirstOrDefault(n => !known.Contains(n)) is { } name)
            throw map.Error(key, $"names the value '{name}', which {why}", $"Use one of: {string.Join(", ", known.Where(k => !k.Contains("_startup_", StringComparison.Ordinal)))}.");
    }

    static void NoneTwice(YamlMap map, string key, IEnumerable<string> ids)
    {
        if (ids.GroupBy(i => i).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw map.Error(key, $"has the id '{twice.Key}' twice", "Rename one.");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex ValueName();
}
