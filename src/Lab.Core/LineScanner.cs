using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Lab.Core;

/// <summary>Reads a line of JSON whose shape is known beforehand: the fixed parts are compared as bytes, and a value may have no escape
/// and no exponent. Once something is not as expected nothing more is read.</summary>
ref struct LineScanner(ReadOnlySpan<byte> line, StringPool names)
{
    /// <summary>What a text may hold that stands in the line as it is: ASCII without controls, quotes and escapes.</summary>
    static readonly SearchValues<byte> s_plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c).Except("\"\\"u8.ToArray())]);

    /// <summary>False once something was not as expected: then nothing that was read counts.</summary>
    public bool AsExpected { get; private set; } = true;

    /// <summary>What has not been read yet.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = line;

    /// <summary>Passes over the text if it is next.</summary>
    public bool Sees(ReadOnlySpan<byte> text)
    {
        if (!AsExpected || !Rest.StartsWith(text)) return false;
        Rest = Rest[text.Length..];
        return true;
    }

    public void Expect(ReadOnlySpan<byte> text) => AsExpected = Sees(text);

    public void ExpectEnd() => AsExpected = AsExpected && Rest.IsEmpty;

    /// <summary>A text that comes back.</summary>
    public string Name() => Quoted() is { Length: > 0 } text ? names.Of(text) : "";

    /// <summary>A text that is another one each time.</summary>
    public string Text() => Encoding.ASCII.GetString(Quoted());

    /// <exception cref="JsonException">It is no JSON.</exception>
    public DateTimeOffset Time()
    {
        var from = Rest;
        Quoted();
        if (!AsExpected) return default;
        var reader = new Utf8JsonReader(from[..^Rest.Length]);
        reader.Read();
        AsExpected = reader.TryGetDateTimeOffset(out var time);
        return time;
    }

    public int Whole()
    {
        var text = Bare();
        AsExpected = Utf8Parser.TryParse(text, out int number, out var length) && length == text.Length && AsExpected;
        return number;
    }

    public double Number()
    {
        var text = Bare();
        AsExpected = Utf8Parser.TryParse(text, out double number, out var length) && length == text.Length && AsExpected;
        return number;
    }

    public bool Flag()
    {
        if (Sees("true"u8)) return true;
        Expect("false"u8);
        return false;
    }

    /// <summary>What stands between the quotes of a text.</summary>
    ReadOnlySpan<byte> Quoted()
    {
        Expect("\""u8);
        var length = Math.Max(0, Rest.IndexOfAnyExcept(s_plain));
        var text = Rest[..length];
        Rest = Rest[length..];
        Expect("\""u8);
        return AsExpected ? text : [];
    }

    /// <summary>A number without exponent.</summary>
    ReadOnlySpan<byte> Bare()
    {
        var length = Rest.IndexOfAny((byte)',', (byte)'}', (byte)']');
        AsExpected = AsExpected && length > 0 && IsPlain(Rest[..length]);
        if (!AsExpected) return [];
        var number = Rest[..length];
        Rest = Rest[length..];
        return number;
    }

    /// <summary>JSON has no other numbers without exponent: no leading zero, and digits on both sides of a point.</summary>
    static bool IsPlain(ReadOnlySpan<byte> number)
    {
        if (number is [(byte)'-', ..]) number = number[1..];
        var end = number.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var (whole, part) = end < 0 ? (number.Length, 0) : (end, number.Length - end);
        return whole > 0 && (whole == 1 || number[0] != '0') && (part == 0 || part > 1 && number[whole] == '.' && !number[(whole + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
    }
}
