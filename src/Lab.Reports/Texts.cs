using System.Collections.Frozen;
using System.Globalization;
using Lab.Core;
using YamlDotNet.Serialization;

namespace Lab.Reports;

/// <summary>Everything that people read in a report, and what the console prints of a study, in one language: whole sentences by key, with named places for
/// values. They stand in Texts/LANGUAGE.yml, which is part of the assembly. A key or a value that is missing is a fault of the code, so it is an exception.</summary>
public sealed class Texts
{
    /// <summary>English first: a report in it is always made.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "ko"];
    const int LongestList = 2000;

    static readonly FrozenDictionary<string, Lazy<Texts>> s_all = Languages.ToFrozenDictionary(l => l, l => new Lazy<Texts>(() => new Texts(l)));
    static readonly Lazy<RecordedTexts> s_recorded = new(() => new RecordedTexts(English.Sentences));
    readonly FrozenDictionary<string, string> _sentences;

    Texts(string language)
    {
        Language = language;
        using var reader = new StreamReader(typeof(Texts).Assembly.GetManifestResourceStream($"Lab.Reports.Texts.{language}.yml")!);
        _sentences = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, string>>(reader).ToFrozenDictionary();
    }

    /// <summary>As in the lang attribute of a page: en or ko.</summary>
    public string Language { get; }

    public static Texts English => In("en");

    /// <summary>All sentences, with their places unfilled.</summary>
    public IReadOnlyDictionary<string, string> Sentences => _sentences;

    /// <exception cref="UsageException">There is no such language.</exception>
    public static Texts In(string language) =>
        s_all.TryGetValue(language, out var texts) ? texts.Value : throw new UsageException($"--lang {language}: the lab does not write that language. Write en (English) or ko (Korean).");

    /// <summary>The sentence as plain text. Foreign texts in it are as they came: whoever prints it escapes the whole.</summary>
    public string Of(string key, params IReadOnlyList<(string Name, object Value)> arguments) => Fill(key, arguments, Plain);

    public string Of(Message message) => Of(message.Key, message.Arguments);

    /// <summary>The sentence of KEY.one or KEY.many; the count is its argument {count}.</summary>
    public string Counted(string key, int count, params IReadOnlyList<(string Name, object Value)> arguments) => Of(Message.Counted(key, count, arguments));

    /// <summary>The sentence as Markdown: its own marks stay marks, and everything in its places is escaped.</summary>
    public string Markdown(string key, params IReadOnlyList<(string Name, object Value)> arguments) => Fill(key, arguments, value => value switch
    {
        Code code => Format.Code(code.Text),
        IEnumerable<object> list => Format.Foreign(Plain(list), LongestList),
        _ => Format.Foreign(Plain(value)),
    });

    public string Markdown(Message message) => Markdown(message.Key, message.Arguments);

    /// <summary>The sentence with its places unfilled, for keys that need not be there.</summary>
    public string? Find(string key) => _sentences.GetValueOrDefault(key);

    /// <summary>A recorded text in this language, if the lab wrote it; else as it was recorded.</summary>
    public string Of(Recorded recorded) => Language == Languages[0] ? recorded.Text : s_recorded.Value.Find(recorded) is { } known ? Of(known) : recorded.Text;

    public string Label(string platformLabel) => Of(Recorded.Label(platformLabel));

    public string Definition(Metric metric) => Of(new Recorded("metric", metric.Definition));

    public string Title(Workload workload) => Of(new Recorded("workload", workload.Title));

    public string Stresses(Workload workload) => Of(new Recorded("workload", workload.Stresses));

    public string Title(PlanSpec plan) => plan.Title.Length > 0 ? Of(new Recorded("study", plan.Title)) : plan.Id;

    /// <summary>For headings: what the guest is, and why it is not what was asked for.</summary>
    public string Guest(GuestInfo guest) => guest.Reason.Length > 0 ? Of("report.guest-because", ("guest", guest.Name), ("reason", new Recorded("guest", guest.Reason))) : guest.Name;

    string Fill(string key, IReadOnlyList<(string Name, object Value)> arguments, Func<object, string> text)
    {
        var sentence = Find(key) ?? throw new KeyNotFoundException($"{Language}.yml has no '{key}'.");
        return RecordedTexts.Place().Replace(sentence, place => arguments.FirstOrDefault(a => a.Name == place.Groups[1].Value) is { Name: not null, Value: var value }
            ? text(value)
            : throw new KeyNotFoundException($"{Language}.yml: '{key}' has the place {place.Value}, and no value was given for it."));
    }

    string Plain(object value) => value switch
    {
        string text => text,
        int count => count.ToString("N0", CultureInfo.InvariantCulture),
        double number => Format.Digits(number),
        Quantity quantity => Format.Value(quantity.Unit, quantity.Value),
        Share share => Format.Share(share.Value),
        Fixed number => number.Value.ToString($"F{number.Decimals}", CultureInfo.InvariantCulture),
        Recorded recorded => Of(recorded),
        Code code => code.Text,
        Message message => Of(message),
        IEnumerable<object> list => string.Join(", ", list.Select(Plain)),
        _ => throw new ArgumentException($"A {value.GetType().Name} has no text."),
    };
}
