using System.Text;
using System.Text.Json;
using Lab.Core;
using Lab.Reports;

namespace Lab.Tests;

/// <summary>A study's files in memory. Opening one that does not lie there is a fault of the code under test.</summary>
sealed class MemoryFiles(IReadOnlyDictionary<string, byte[]> files) : IStudyFiles
{
    public IReadOnlyDictionary<string, byte[]> Files => files;
    public string Place => "study";
    /// <summary>Names that count as links.</summary>
    public IReadOnlyCollection<string> Links { get; init; } = [];

    public IReadOnlyList<FileEntry> List() => [.. files.Select(f => new FileEntry(f.Key, f.Value.Length, !Links.Contains(f.Key)))];

    public Stream Open(FileEntry file) => !Links.Contains(file.Name) ? new MemoryStream(files[file.Name], writable: false) : throw new InvalidOperationException($"{file.Name} was followed.");

    /// <summary>The record as the lab writes it, with raw output, reports and check sums.</summary>
    public static MemoryFiles Of(StudyRecord record)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["plan.json"] = Json(record.Plan),
            ["workloads.json"] = Json(record.Workloads),
            ["environment.json"] = Json(record.Environment),
            ["journal.jsonl"] = Encoding.UTF8.GetBytes(string.Concat(record.Journal.Select(e => JsonSerializer.Serialize(e, StudyJson.Line) + "\n"))),
        };
        foreach (var trial in record.Journal.OfType<TrialDone>())
            if (trial.Outcome is Measured { Values: [var value] })
                files[trial.Raw] = Encoding.UTF8.GetBytes(FormattableString.Invariant($"events per second: {value.Value:R}\n"));
        foreach (var (name, text) in Report.Render(StudyReader.Read(new MemoryFiles(files), record.Id)).ByName)
            files[name] = Encoding.UTF8.GetBytes(text);
        return new MemoryFiles(files).Signed();
    }

    /// <summary>With check sums of what is there now.</summary>
    public MemoryFiles Signed() => With(CheckSums.FileName, Encoding.UTF8.GetBytes(CheckSums.Of(this)));

    public MemoryFiles With(string name, byte[] content) => new(new Dictionary<string, byte[]>(files) { [name] = content }) { Links = Links };

    public MemoryFiles With(string name, string content) => With(name, Encoding.UTF8.GetBytes(content));

    public MemoryFiles Without(string name) => new(files.Where(f => f.Key != name).ToDictionary()) { Links = Links };

    public string Text(string name) => Encoding.UTF8.GetString(files[name]);

    static byte[] Json<T>(T value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, StudyJson.Page) + "\n");
}
