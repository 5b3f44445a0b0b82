using System.Text;
using System.Text.RegularExpressions;

namespace Lab.Tests.Hostile;

/// <summary>Changes of a study's files such as damage and malice make. The same seed makes the same ones.</summary>
static partial class Mutation
{
    static readonly string[] Texts =
    [
        "../../etc/passwd", "/etc/passwd", "raw/../../x", "C:\\\\x", "<script>alert(1)</script>", "| a | b |\\n|---|\\n# c", "[x](javascript:alert(1))", "![i](http://example.org/i)",
        "=cmd|' /C calc'!A0", "\\u202e\\u0000\\u0007", "\\ud800", "", "vm", "host", "startup.ready", "cpu.events", "measured", "failed", "(a+)+$", "(?<rate>", "[", "`", new string('x', 300_000),
    ];

    static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "[null]", "[[]]", "\"\"", "-1", "0", "1", "-0.0", "1e100", "1e-100", "-1e100", "9.9e99", "1e101", "1e308", "1e999", "5e-324", "NaN", "2147483647", "-2147483648", "1e9", "0.1",
        string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500)), "{\"$type\":\"x\"}", "\"1\"",
    ];

    static readonly string[] Names = ["report.md", "raw/x\ny.txt", "raw/<script>alert(1)</script>.txt", "raw/=1+1", "a\\b", "noise-floor.json", " ", "SHA256SUMS~", "raw/\u202e.txt", ".lock"];

    /// <summary>One to three changes, one after the other.</summary>
    public static MemoryFiles Of(MemoryFiles study, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
            study = random.Next(12) switch
            {
                0 => study.Without(Any(study, random)),
                1 => study.With(Names[random.Next(Names.Length)], study.Files[Any(study, random)]),
                2 => Change(study, random, bytes => { if (bytes.Length > 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8)); return bytes; }),
                3 => Change(study, random, bytes => bytes[..random.Next(bytes.Length + 1)]),
                4 => Change(study, random, bytes => [.. bytes, .. bytes[random.Next(bytes.Length + 1)..]]),
                5 or 6 => Lines(study, random),
                _ => Token(study, random),
            };
        return study;
    }

    static string Any(MemoryFiles study, Random random) => random.Next(2) == 0 && study.Files.ContainsKey("journal.jsonl") ? "journal.jsonl" : study.Files.Keys.ElementAt(random.Next(study.Files.Count));

    static MemoryFiles Change(MemoryFiles study, Random random, Func<byte[], byte[]> change) =>
        Any(study, random) is var name ? study.With(name, change([.. study.Files[name]])) : study;

    /// <summary>Drops, doubles, swaps or multiplies lines of the journal.</summary>
    static MemoryFiles Lines(MemoryFiles study, Random random)
    {
        if (!study.Files.ContainsKey("journal.jsonl")) return study;
        var lines = study.Text("journal.jsonl").Split('\n').ToList();
        int one = random.Next(lines.Count), other = random.Next(lines.Count);
        switch (random.Next(4))
        {
            case 0: lines.RemoveAt(one); break;
            case 1: lines.Insert(other, lines[one]); break;
            case 2: (lines[one], lines[other]) = (lines[other], lines[one]); break;
            default: lines.InsertRange(other, Enumerable.Repeat(lines[one], 50)); break;
        }
        return study.With("journal.jsonl", string.Join('\n', lines));
    }

    /// <summary>Puts something else in the place of a value or text of a JSON file.</summary>
    static MemoryFiles Token(MemoryFiles study, Random random)
    {
        var name = Any(study, random);
        if (study.Files[name].Length > 1 << 20) return study;
        var text = study.Text(name);
        var tokens = Tokens().Matches(text);
        if (tokens.Count == 0) return study;
        var token = tokens[random.Next(tokens.Count)];
        var other = random.Next(2) == 0 ? Values[random.Next(Values.Length)] : $"\"{Texts[random.Next(Texts.Length)]}\"";
        return study.With(name, Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, token.Index), other, text.AsSpan(token.Index + token.Length))));
    }

    [GeneratedRegex("""(?<=[:\[,]\s*)("[^"]*"|-?[0-9][0-9.eE+-]*|true|false|null)""")]
    private static partial Regex Tokens();
}
