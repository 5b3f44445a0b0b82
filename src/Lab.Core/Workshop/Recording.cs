using System.Text.Json;

namespace Lab.Core;

/// <summary>What a real run of an exercise said, so that it can be shown where nothing can be brought up.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="Values">What was known before anything was typed.</param>
/// <param name="Outputs">By the step's id with " type" or " check" behind it.</param>
public sealed record Recording(DateTimeOffset At, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, RecordedOutput> Outputs)
{
    public const string FileName = "replay.json";

    public string ToJson() => JsonSerializer.Serialize(this, StudyJson.Page) + "\n";

    /// <exception cref="UsageException">It is no recording.</exception>
    public static Recording Read(string file, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Recording>(text, StudyJson.Page) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{file}:{(e.LineNumber ?? 0) + 1}: this cannot be read as a recording: {e.Message} Record it again: ./run exercise start N --do --record", e);
        }
    }
}

public sealed record RecordedOutput(int ExitCode, string Output, string Error);
