using System.Text.Json;

namespace Lab.Core;

/// <summary>Reads the files of a study, and nothing else. They may come from anywhere, so everything has a limit, far above what a study reaches.</summary>
public static class StudyReader
{
    public const string PlanName = "plan.json", WorkloadsName = "workloads.json", EnvironmentName = "environment.json", JournalName = "journal.jsonl", NoiseName = "noise-floor.json";
    static readonly string[] Needed = [PlanName, WorkloadsName, EnvironmentName, JournalName];

    /// <summary>A plan of two million visits has this size.</summary>
    const long LargestPage = 256 << 20;
    /// <summary>Some six million trials.</summary>
    const long LargestJournal = 2L << 30;

    /// <summary>True if none of the files that make a study is there.</summary>
    public static bool IsNone(IEnumerable<FileEntry> files) => !files.Any(f => Needed.Contains(f.Name));

    /// <param name="id">Of the study: the name of its folder.</param>
    /// <exception cref="UsageException">It is no study, or one of its files cannot be one of a study.</exception>
    public static StudyRecord Read(IStudyFiles study, string id)
    {
        var files = study.List().Where(f => f.IsPlain).ToDictionary(f => f.Name);
        var missing = Needed.Where(n => !files.ContainsKey(n)).ToArray();
        if (missing.Length > 0)
            throw new UsageException($"{study.Place} is not a study folder: {string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing. A study folder is what `./run study` writes under results/.");
        var plan = Page<Plan>(study, files[PlanName], StudyLimits.Complaint);
        var workloads = Page<IReadOnlyList<Workload>>(study, files[WorkloadsName], StudyLimits.Complaint);
        var environment = Page<StudyEnvironment>(study, files[EnvironmentName], StudyLimits.Complaint);
        using var journal = Open(study, files[JournalName], LargestJournal);
        var (entries, unreadable) = JournalReader.Read(journal);
        return new StudyRecord(id, plan, Publication.Of(environment), workloads, entries, unreadable)
        {
            Noise = AaStudy.PlatformOf(plan.Spec) is null && files.TryGetValue(NoiseName, out var noise) ? Page<MachineNoise>(study, noise, StudyLimits.Complaint) : null,
        };
    }

    static T Page<T>(IStudyFiles study, FileEntry file, Func<T, string?> complaint)
    {
        UsageException Bad(long line, string why, Exception? inner = null) =>
            new($"{Path.Combine(study.Place, file.Name)}:{line}: this cannot be read as {file.Name} of a study: {why} Restore the file; SHA256SUMS tells which one was written.", inner);
        using var stream = Open(study, file, LargestPage);
        try
        {
            var value = JsonSerializer.Deserialize<T>(stream, StudyJson.Page) ?? throw new JsonException("it is empty");
            return complaint(value) is { } why ? throw Bad(1, why) : value;
        }
        catch (JsonException e)
        {
            throw Bad((e.LineNumber ?? 0) + 1, e.Message, e);
        }
    }

    static Stream Open(IStudyFiles study, FileEntry file, long largest) => file.Length <= largest
        ? study.Open(file)
        : throw new UsageException($"{Path.Combine(study.Place, file.Name)} has {file.Length >> 20} MiB. A {file.Name} of a study has {largest >> 20} MiB at most: this is none, or it was damaged.");
}
