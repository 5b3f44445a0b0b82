using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>Something in a study that is not as it should be.</summary>
/// <param name="Where">File, or FILE:LINE.</param>
public sealed record Discrepancy(string Where, string What);

/// <summary>SHA256SUMS of a study: one line a file, in the order of their names, as <c>sha256sum</c> writes and checks it.</summary>
public static partial class CheckSums
{
    public const string FileName = "SHA256SUMS", LockName = ".lock";
    const int LargestFile = 64 << 20;

    /// <summary>The text for the files that are there, links left out.</summary>
    public static string Of(IStudyFiles study) => string.Concat(Files(study).Where(f => f.IsPlain).Select(f => $"{Hash(study, f)}  {f.Name}\n"));

    /// <summary>Every file that was changed, is missing or was added since the check sums were written.</summary>
    public static IEnumerable<Discrepancy> Check(IStudyFiles study)
    {
        var files = Files(study).ToDictionary(f => f.Name);
        if (study.List().FirstOrDefault(f => f is { Name: FileName, IsPlain: true }) is not { Length: <= LargestFile } sums)
        {
            yield return new Discrepancy(FileName, "missing, or no check sums of a study: nothing tells whether a file was changed.");
            yield break;
        }
        var named = new HashSet<string>();
        foreach (var (number, line) in Lines(study, sums).Index())
        {
            var where = $"{FileName}:{number + 1}";
            if (Line().Match(line) is not { Success: true } match || !named.Add(match.Groups["name"].Value))
                yield return new Discrepancy(where, "no line of check sums: a sum of 64 digits, two spaces, and the name of a file that stands there once.");
            else if (!files.TryGetValue(match.Groups["name"].Value, out var file))
                yield return new Discrepancy(match.Groups["name"].Value, $"missing ({where} has it).");
            else if (!file.IsPlain)
                yield return new Discrepancy(file.Name, "a link or a folder: its content does not lie here, and is not read.");
            else if (Hash(study, file) != match.Groups["sum"].Value)
                yield return new Discrepancy(file.Name, $"changed: its check sum is another than that of {where}.");
        }
        foreach (var extra in files.Values.Where(f => !named.Contains(f.Name)))
            yield return new Discrepancy(extra.Name, $"extra: {FileName} does not have it.");
    }

    static IEnumerable<FileEntry> Files(IStudyFiles study) => study.List().Where(f => f.Name is not (FileName or LockName)).OrderBy(f => f.Name, StringComparer.Ordinal);

    static string Hash(IStudyFiles study, FileEntry file)
    {
        using var stream = study.Open(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>A text that does not end with a line feed has another last line than the lab wrote.</summary>
    static string[] Lines(IStudyFiles study, FileEntry sums)
    {
        using var reader = new StreamReader(study.Open(sums), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd() is { Length: > 0 } text ? (text.EndsWith('\n') ? text[..^1] : text + "\0").Split('\n') : [];
    }

    [GeneratedRegex(@"^(?<sum>[0-9a-f]{64})  (?<name>[^\0]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
