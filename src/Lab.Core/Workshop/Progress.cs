using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lab.Core;

/// <summary>One learner's last attempt at an exercise.</summary>
/// <param name="Prediction">Id of a choice, or a number in base units; given before anything was measured.</param>
/// <param name="IsReplay">True where recorded output was shown instead of this machine's.</param>
public sealed record Attempt(string Exercise, string Language, string Prediction, DateTimeOffset Predicted, bool IsReplay)
{
    /// <summary>True while the instances are up.</summary>
    public bool IsUp { get; init; }
    /// <summary>Everything that is known: names and addresses, the startup that was measured, what checks captured.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
    /// <summary>Steps whose checks passed when they were last run.</summary>
    public IReadOnlyList<string> Passed { get; init; } = [];
    /// <summary>The measured answer, once every check has passed.</summary>
    public string? Measured { get; init; }
    public DateTimeOffset? Explained { get; init; }

    [JsonIgnore]
    public bool IsWhole => Exercise is not null && Language is not null && Prediction is not null && Values is not null && Passed is not null && !Values.Values.Contains(null) && !Passed.Contains(null);
}

/// <summary>What one learner did on one machine: the file that is handed in.</summary>
/// <param name="Machine">A random name of the machine, so that a class can tell machines apart; it says nothing else.</param>
public sealed record Progress(string Machine, IReadOnlyList<Attempt> Attempts)
{
    /// <summary>A page of text; no exercise comes near it.</summary>
    public const int Longest = 4 << 20;

    public Attempt? Of(string exercise) => Attempts.FirstOrDefault(a => a.Exercise == exercise);

    /// <summary>The attempt whose instances are up.</summary>
    [JsonIgnore]
    public Attempt? Up => Attempts.FirstOrDefault(a => a.IsUp);

    public Progress With(Attempt attempt) => this with { Attempts = [.. Attempts.Where(a => a.Exercise != attempt.Exercise), attempt] };

    /// <summary>The same with nothing up.</summary>
    public Progress AllDown() => this with { Attempts = [.. Attempts.Select(a => a with { IsUp = false })] };

    /// <summary>Older files name the folder of the guest's files, and so the learner.</summary>
    static Attempt WithoutFolder(Attempt attempt) =>
        attempt with { Values = attempt.Values.Where(v => v.Key != Exercise.GuestTree).ToDictionary() };

    public string ToJson() => JsonSerializer.Serialize(this, StudyJson.Page) + "\n";

    /// <param name="file">For the message.</param>
    /// <exception cref="UsageException">It is no such file.</exception>
    public static Progress Read(string file, string text)
    {
        try
        {
            var progress = JsonSerializer.Deserialize<Progress>(text, StudyJson.Page);
            return progress is { Machine: not null, Attempts: not null } && progress.Attempts.All(a => a is { IsWhole: true })
                ? progress with { Attempts = [.. progress.Attempts.Select(WithoutFolder)] }
                : throw new JsonException("it is not whole");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{file}:{(e.LineNumber ?? 0) + 1}: this cannot be read as the progress of exercises: {e.Message} It is the file that `./run exercise` keeps in results/exercises; hand it in as it is, or remove it to begin anew.", e);
        }
    }
}
