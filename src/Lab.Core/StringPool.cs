using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lab.Core;

/// <summary>Gives the same object for equal short texts that were read lately: a long journal says the same few names over and over.</summary>
sealed class StringPool : JsonConverter<string>
{
    const int Longest = 64;
    readonly string[] _recent = new string[1024];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.GetString() is not { Length: <= Longest } text) return reader.GetString();
        ref var place = ref _recent[(uint)text.GetHashCode() % _recent.Length];
        return place == text ? place : place = text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
