namespace Lab.Core;

/// <summary>The prose of an exercise in one language, held against the exercise: every choice, step and remark has its text, and no other.</summary>
public static class ProseFile
{
    /// <exception cref="UsageException">A mistake in the text.</exception>
    public static Prose Read(Exercise exercise, string file, string text)
    {
        var map = YamlMap.Root(file, text);
        map.AllowOnly("title", "idea", "question", "choices", "steps", "explanation", "remarks", "under-kvm", "on-docker-desktop", "reading");
        var steps = Map(map, "steps", exercise.Steps.Select(s => s.Id));
        var prose = new Prose(Text(map, "title"), Text(map, "idea"), Text(map, "question"),
            Texts(map, "choices", exercise.Question is ChoiceQuestion q ? q.Choices.Select(c => c.Id) : []),
            exercise.Steps.ToDictionary(s => s.Id, s => ReadStep(steps!.Below(s.Id)!)), Text(map, "explanation"), Texts(map, "remarks", exercise.Remarks.Select(r => r.Id)),
            Text(map, "under-kvm"), Text(map, "on-docker-desktop"), [.. map.Maps("reading").Select(ReadLink)]);
        CheckNames(map, exercise, prose);
        return prose;
    }

    static string Text(YamlMap map, string key) => map.Text(key).TrimEnd('\n');

    /// <summary>The map below a key, which has exactly these keys; null where there are none to have.</summary>
    static YamlMap? Map(YamlMap map, string key, IEnumerable<string> ids)
    {
        string[] needed = [.. ids];
        if (needed.Length == 0)
            return map.Has(key) ? throw map.Error(key, "stands here, but exercise.yml has none", $"Remove `{key}:`.") : null;
        var below = map.Below(key) ?? throw map.Error(key, "is missing", $"Add `{key}:` and below it a text for each of: {string.Join(", ", needed)}.");
        below.AllowOnly(needed);
        return needed.FirstOrDefault(id => !below.Has(id)) is { } missing
            ? throw map.Error(key, $"has no text for '{missing}', which exercise.yml has", $"Add `{missing}:` below it.")
            : below;
    }

    static Dictionary<string, string> Texts(YamlMap map, string key, IEnumerable<string> ids) =>
        Map(map, key, ids) is { } below ? ids.ToDictionary(id => id, id => Text(below, id)) : [];

    static StepProse ReadStep(YamlMap map)
    {
        map.AllowOnly("text", "hint");
        return new StepProse(Text(map, "text"), Text(map, "hint"));
    }

    static Link ReadLink(YamlMap map)
    {
        map.AllowOnly("text", "link");
        return new Link(map.Text("text"), map.Text("link"));
    }

    /// <summary>Before the explanation only what is known at the start has a value.</summary>
    static void CheckNames(YamlMap map, Exercise exercise, Prose prose)
    {
        foreach (var (key, texts) in ((string, IEnumerable<string>)[])[("title", [prose.Title]), ("idea", [prose.Idea]), ("question", [prose.Question]), ("choices", prose.Choices.Values)])
            Known(map, key, texts, exercise.StartValues);
        foreach (var (id, step) in prose.Steps)
            Known(map.Below("steps")!.Below(id)!, "text", [step.Text, step.Hint], exercise.StartValues);
        foreach (var (key, texts) in ((string, IEnumerable<string>)[])[("explanation", [prose.Explanation]), ("remarks", prose.Remarks.Values), ("under-kvm", [prose.UnderKvm]), ("on-docker-desktop", [prose.OnDockerDesktop])])
            Known(map, key, texts, exercise.Values);
    }

    static void Known(YamlMap map, string key, IEnumerable<string> texts, IEnumerable<string> known)
    {
        foreach (var (name, quantity) in texts.SelectMany(Placeholders.In))
        {
            if (!known.Contains(name))
                throw map.Error(key, $"has the placeholder {{{name}}}, which has no value there", $"Use one of: {string.Join(", ", known.Where(k => !k.Contains("_startup_", StringComparison.Ordinal)))}. What is measured has a value from the explanation on.");
            if (quantity is not null && !Placeholders.Quantities.ContainsKey(quantity))
                throw map.Error(key, $"has {{{name}:{quantity}}}, which is no quantity", $"Use one of: {string.Join(", ", Placeholders.Quantities.Keys)}.");
        }
    }
}
