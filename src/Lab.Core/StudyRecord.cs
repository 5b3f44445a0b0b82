using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lab.Core;

/// <summary>What the guest was built from; written by the guest build as guest.json.</summary>
public sealed record GuestInfo(string Hash, string Distribution, string Version, string Suite, string Name, string Reason, string Image, string Box, string BoxVersion)
{
    /// <summary>For headings: "Debian 12 (bookworm): no Ubuntu mirror answered".</summary>
    [JsonIgnore]
    public string Heading => Reason.Length > 0 ? $"{Name}: {Reason}" : Name;
}

/// <summary>How a platform is called in this study and what must be said about it.</summary>
/// <param name="Label">Honest name, for example "vm (QEMU, emulated)".</param>
/// <param name="Emulated">True where CPU-bound results describe an emulator.</param>
public sealed record PlatformInfo(string Id, string Label, bool Emulated);

/// <summary>Where a study ran. Nothing personal: no user, host or network names;
/// <see cref="Publication"/> says what of a machine is published.</summary>
/// <param name="Facts">Name and value of each fact, in the order in which they are printed.</param>
public sealed record StudyEnvironment(GuestInfo Guest, IReadOnlyList<PlatformInfo> Platforms, IReadOnlyDictionary<string, string> Facts, IReadOnlyList<string> Warnings);

/// <summary>A study folder, read: everything that the analysis and the report know.</summary>
/// <param name="UnreadableLines">Numbers of journal lines that could not be read (a torn last line, for example).</param>
public sealed record StudyRecord(string Id, Plan Plan, StudyEnvironment Environment, IReadOnlyList<Workload> Workloads, IReadOnlyList<JournalEntry> Journal, IReadOnlyList<int> UnreadableLines)
{
    /// <summary>The last A/A study of the machine at the time; null if there was none, or this is one.</summary>
    public MachineNoise? Noise { get; init; }

    /// <summary>The journal with its line numbers: each line is an entry or unreadable.</summary>
    public IEnumerable<JournalLine> Lines
    {
        get
        {
            var (number, skipped) = (0, 0);
            foreach (var entry in Journal)
            {
                for (number++; skipped < UnreadableLines.Count && UnreadableLines[skipped] == number; skipped++) number++;
                yield return new JournalLine(number, entry);
            }
        }
    }
}

/// <summary>The JSON of a study folder: one shape for writing and reading.</summary>
public static class StudyJson
{
    public static readonly JsonSerializerOptions Page = Options(indented: true);
    public static readonly JsonSerializerOptions Line = new(Options(indented: false)) { Converters = { new StringPool() } };

    /// <summary>For output that is not read again: a bound that is infinite is written as a word.</summary>
    public static readonly JsonSerializerOptions Output = new(Page) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    static JsonSerializerOptions Options(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
        NewLine = "\n",
        AllowOutOfOrderMetadataProperties = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
