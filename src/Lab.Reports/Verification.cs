using System.Text;
using Lab.Core;

namespace Lab.Reports;

/// <summary>Whether a study's files are what was written, and whether its reports follow from its raw files.</summary>
/// <param name="Files">Files whose check sum was compared.</param>
/// <param name="Reports">Reports that were made again and compared byte by byte.</param>
/// <param name="Trials">Trials whose value was read again from raw output.</param>
public sealed record Verification(string Study, int Files, int Reports, int Trials, IReadOnlyList<Discrepancy> Discrepancies)
{
    public bool IsGood => Discrepancies.Count == 0;

    /// <exception cref="UsageException">It is no study folder, or cannot be read.</exception>
    public static Verification Of(IStudyFiles study, string id)
    {
        var files = study.List();
        if (StudyReader.IsNone(files)) StudyReader.Read(study, id);
        var found = CheckSums.Check(study).ToList();
        StudyRecord record;
        try
        {
            record = StudyReader.Read(study, id);
        }
        catch (UsageException e)
        {
            return new Verification(id, files.Count, 0, 0, [.. found, new Discrepancy(study.Place, $"nothing could be computed again: {e.Message}")]);
        }
        var plain = files.Where(f => f.IsPlain).ToDictionary(f => f.Name);
        var reports = Report.Render(record, ReportFiles.LanguagesOf(plain.Keys)).ByName;
        found.AddRange(reports.Select(r => Compare(study, plain.GetValueOrDefault(r.Key), r.Key, r.Value)).OfType<Discrepancy>());
        var raw = new RawCheck(study, plain, record);
        found.AddRange(raw.Check());
        return new Verification(id, files.Count, reports.Count, raw.Trials, found);
    }

    /// <summary>A report against what the raw files give now; null if they are the same.</summary>
    static Discrepancy? Compare(IStudyFiles study, FileEntry? file, string name, string expected)
    {
        if (file is null) return new Discrepancy(name, "missing: `./run report` makes it.");
        var bytes = Encoding.UTF8.GetBytes(expected);
        if (file.Length == bytes.Length && Same(study, file, bytes)) return null;
        using var reader = new StreamReader(study.Open(file), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        var number = 1;
        foreach (var line in expected.Split('\n'))
        {
            // A line of the file that is far longer than that of the report is not read to its end.
            if (ReadLine(reader, line.Length) != line) break;
            number++;
        }
        return new Discrepancy($"{name}:{number}", $"differs from what this version of the lab makes of the raw files. It was changed, or another version made it (environment.json names that as lab).");
    }

    static bool Same(IStudyFiles study, FileEntry file, byte[] expected)
    {
        var actual = new byte[expected.Length];
        using var stream = study.Open(file);
        return stream.ReadAtLeast(actual, actual.Length, throwOnEndOfStream: false) == actual.Length && actual.AsSpan().SequenceEqual(expected);
    }

    static string ReadLine(StreamReader reader, int atMost)
    {
        var line = new StringBuilder();
        while (line.Length <= atMost + 1 && reader.Read() is >= 0 and var next && next != '\n')
            line.Append((char)next);
        return line.ToString();
    }
}
