using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>What the marker in LAB_HOME says. eng/common.sh writes and reads the same file.</summary>
/// <param name="Id">A random UUID: what carries it (network, image) belongs to this installation.</param>
/// <param name="Origin">made, found (it was there, and empty) or adopted (of a version that wrote no marker).</param>
public sealed record Installation(Guid Id, DateOnly Date, string Origin)
{
    public const string MarkerName = ".lab-installation";
    const int Layout = 1;

    /// <summary>Null where the folder has no marker.</summary>
    /// <exception cref="UsageException">It cannot be read, or is of a later version.</exception>
    public static Installation? Read(string folder)
    {
        var file = Path.Combine(folder, MarkerName);
        if (!File.Exists(file)) return null;
        try
        {
            var marker = JsonNode.Parse(File.ReadAllText(file))!;
            return (int)marker["layout"]! is var layout && layout > Layout
                ? throw new UsageException($"{folder} is of a later version of the lab (layout {layout}; this one "
                    + $"knows {Layout}). Use that version, or another folder: LAB_HOME=/a/folder")
                : new Installation(Guid.Parse((string)marker["installation"]!),
                    DateOnly.ParseExact((string)marker["date"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    (string)marker["folder"]!);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException
            or NullReferenceException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read as the lab's marker: {e.Message} If the folder is the "
                + "lab's, remove this one file and run ./run home; otherwise name another: LAB_HOME=/a/folder", e);
        }
    }

    /// <summary>Writes the marker; where another process has just done so, that one counts.</summary>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public static Installation Make(string folder, string origin, TimeProvider clock)
    {
        var made = new Installation(Guid.NewGuid(), DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), origin);
        try
        {
            Directory.CreateDirectory(folder);
            if (Read(folder) is { } there) return there;
            using var file = new StreamWriter(new FileStream(Path.Combine(folder, MarkerName), FileMode.CreateNew,
                FileAccess.Write));
            file.Write($"{{\"installation\": \"{made.Id}\", \"layout\": {Layout}, \"date\": "
                + $"\"{made.Date:yyyy-MM-dd}\", \"folder\": \"{made.Origin}\"}}\n");
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The folder {folder} (LAB_HOME) cannot be made and marked: {e.Message} Give "
                + "access to it, or name another: LAB_HOME=/a/folder", e);
        }
    }
}
