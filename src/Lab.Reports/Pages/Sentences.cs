using System.Text.RegularExpressions;

namespace Lab.Reports.Pages;

/// <summary>A text of the lab's own.</summary>
sealed record Plain(string Text);

/// <summary>Takes a sentence apart at its places, so that what stands in them may be more than text.</summary>
static partial class Sentences
{
    public static IEnumerable<object> Split(Texts texts, string key, IReadOnlyList<(string Name, object Value)> arguments)
    {
        var sentence = texts.Find(key) ?? throw new KeyNotFoundException($"{texts.Language}.yml has no '{key}'.");
        var at = 0;
        foreach (Match place in Place().Matches(sentence))
        {
            if (place.Index > at) yield return new Plain(sentence[at..place.Index]);
            yield return arguments.FirstOrDefault(a => a.Name == place.Groups[1].Value).Value ?? throw new KeyNotFoundException($"{texts.Language}.yml: '{key}' has the place {place.Value}, and no value was given for it.");
            at = place.Index + place.Length;
        }
        if (at < sentence.Length) yield return new Plain(sentence[at..]);
    }

    [GeneratedRegex(@"\{([a-z][a-z-]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
