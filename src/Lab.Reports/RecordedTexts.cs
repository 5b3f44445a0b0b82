using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Reports;

/// <summary>Recognises what the lab itself wrote into a study in English: a text is known if a sentence of its group gives it, whatever stands in the places.</summary>
public sealed partial class RecordedTexts
{
    /// <summary>First parts of the keys whose English is recorded in studies.</summary>
    public static readonly IReadOnlyList<string> Groups = ["accelerator", "fact", "guest", "label", "left-out", "metric", "phase", "property", "study", "warning", "workload"];
    const int Longest = 2000;

    readonly FrozenDictionary<(string Group, string Text), string> _keys;
    readonly (string Group, Regex Form, string[] Places, string Key)[] _forms;

    /// <param name="english">Sentences by key.</param>
    public RecordedTexts(IReadOnlyDictionary<string, string> english)
    {
        var all = english.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (Group: s.Key.Split('.')[0], s.Key, s.Value, Places: Place().Matches(s.Value).Select(m => m.Groups[1].Value).ToArray())).Where(s => Groups.Contains(s.Group)).ToArray();
        _keys = all.Where(s => s.Places.Length == 0).GroupBy(s => (s.Group, s.Value)).ToFrozenDictionary(g => g.Key, g => g.First().Key);
        _forms = [.. all.Where(s => s.Places.Length > 0).Select(s => (s.Group, Form(s.Value), s.Places, s.Key))];
    }

    /// <returns>The key, and what was in its places; null if the text is not the lab's.</returns>
    public Message? Find(Recorded recorded)
    {
        if (_keys.TryGetValue((recorded.Group, recorded.Text), out var key)) return new Message(key);
        if (recorded.Text.Length > Longest) return null;
        return _forms.Where(f => f.Group == recorded.Group)
            .Select(f => f.Form.Match(recorded.Text) is { Success: true } match ? new Message(f.Key, [.. f.Places.Select((place, i) => (place, (object)new Recorded(Groups.Contains(place) ? place : recorded.Group, match.Groups[i + 1].Value)))]) : null)
            .FirstOrDefault(m => m is not null);
    }

    /// <summary>The sentence with anything in its places; one that cannot take long whatever it is given.</summary>
    static Regex Form(string sentence) => new($"^{string.Join("(.+?)", Place().Split(sentence).Where((_, i) => i % 2 == 0).Select(Regex.Escape))}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>A place in a sentence: a name in braces.</summary>
    [GeneratedRegex(@"\{([a-z][a-z-]*)\}", RegexOptions.CultureInvariant)]
    public static partial Regex Place();
}
