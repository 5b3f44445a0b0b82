using System.Globalization;
using Lab.Core;
using Lab.Reports;

namespace Lab.Workshop;

/// <summary>Texts of an exercise with the values in their places.</summary>
static class ExerciseText
{
    public static string Fill(string text, IReadOnlyDictionary<string, string> values, Wording wording) =>
        Placeholders.Fill(text, (name, quantity) => values.GetValueOrDefault(name) is { } value ? Value(value, quantity) : wording.NotMeasured);

    public static string Value(string value, ValueKind? quantity) =>
        Formula.Number(value) is { } number && quantity is { } known ? Value(number, known) : Format.Plain(value);

    static string Value(double value, ValueKind quantity) => quantity switch
    {
        ValueKind.Seconds => Format.Value(Unit.Seconds, value),
        ValueKind.Bytes => Format.Value(Unit.Bytes, value),
        ValueKind.BytesPerSecond => Format.Value(Unit.BytesPerSecond, value),
        ValueKind.PerSecond => Format.Value(Unit.PerSecond, value),
        ValueKind.Times => $"{Format.Digits(value)}×",
        ValueKind.Percent => $"{Format.Digits(value)} %",
        _ => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("N0", CultureInfo.InvariantCulture) : Format.Digits(value),
    };

    /// <summary>An answer as it is printed: the text of a choice, or a number with its unit.</summary>
    public static string Answer(Question question, Prose prose, string answer) => question is NumberQuestion number
        ? Value(answer, number.ValueKind)
        : prose.Choices.GetValueOrDefault(answer, answer);
}

/// <summary>Writes a word before each line, so that no line of a recording can be taken for one of this machine.</summary>
sealed class StampingWriter(TextWriter inner, string stamp) : TextWriter
{
    bool _within;

    public override System.Text.Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (!_within) inner.Write(stamp);
        _within = value != '\n';
        inner.Write(value);
    }

    public override void Flush() => inner.Flush();
}
