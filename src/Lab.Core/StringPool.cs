using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lab.Core;

/// <summary>Gives the same object for equal short texts that were read lately: a long journal says the same few names over and over.</summary>
sealed class StringPool : JsonConverter<string>
{
    const int Longest = 64;
    readonly Known?[] _recent = new Known?[1024];

    /// <param name="ascii">The bytes of the text.</param>
    public string Of(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > Longest) return Encoding.ASCII.GetString(ascii);
        var hash = new HashCode();
        hash.AddBytes(ascii);
        ref var place = ref _recent[(uint)hash.ToHashCode() % _recent.Length];
        // Read once: another thread may use the place for another text.
        if (place is not { } known || !ascii.SequenceEqual(known.Ascii))
            place = known = new Known(ascii.ToArray(), Encoding.ASCII.GetString(ascii));
        return known.Text;
    }

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.HasValueSequence || reader.ValueIsEscaped || !Ascii.IsValid(reader.ValueSpan) ? reader.GetString() : Of(reader.ValueSpan);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    sealed record Known(byte[] Ascii, string Text);
}
