using System.Text;
using System.Text.Json;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>A study on disk: plan.json, environment.json, workloads.json, journal.jsonl, raw/, the reports and SHA256SUMS.</summary>
public sealed class StudyFolder : IJournal, IDisposable
{
    const string LockName = CheckSums.LockName;
    readonly FileStream _lock;
    readonly FileStream _journal;

    StudyFolder(string folder)
    {
        Folder = folder;
        try
        {
            // The journal itself stays readable for others while a study runs.
            _lock = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            _journal = new FileStream(Path.Combine(folder, "journal.jsonl"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new UsageException($"{folder} is in use by another run, or cannot be written: {e.Message} Wait for that run, or choose another folder with --out.", e);
        }
    }

    public string Folder { get; }

    /// <summary>Makes the folder of a new study and writes what is fixed before anything runs.</summary>
    public static StudyFolder Create(string folder, Plan plan, IReadOnlyList<Workload> workloads, StudyEnvironment environment)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UsageException($"{folder} exists and is not empty. Choose another folder with --out, or go on with it: --resume {folder}.");
        Directory.CreateDirectory(Path.Combine(folder, "raw"));
        WriteJson(folder, "plan.json", plan, LabHome.Unnamed);
        WriteJson(folder, "workloads.json", workloads, text => text); // Its commands are typed again by --resume.
        WriteJson(folder, "environment.json", environment, LabHome.Unnamed);
        return new StudyFolder(folder);
    }

    /// <summary>Keeps a copy of a file beside the journal, if there is one.</summary>
    public void Keep(string file) => Writing(Folder, () =>
    {
        if (File.Exists(file)) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
    });

    /// <summary>Opens a study to go on with it.</summary>
    public static StudyFolder Open(string folder)
    {
        Read(folder);
        var file = Path.Combine(folder, "journal.jsonl");
        // A line torn by a kill must not swallow the next one.
        var torn = File.ReadLines(file).Any() && !EndsWithNewline(file);
        var result = new StudyFolder(folder);
        if (torn) result._journal.WriteByte((byte)'\n');
        return result;
    }

    static bool EndsWithNewline(string file)
    {
        using var stream = File.OpenRead(file);
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }

    public void Append(JournalEntry entry) => Writing(Folder, () =>
    {
        _journal.Write(Encoding.UTF8.GetBytes(LabHome.Unnamed(JsonSerializer.Serialize(entry, StudyJson.Line)) + "\n"));
        _journal.Flush(flushToDisk: true);
    });

    public string KeepRaw(Visit visit, string name, string text)
    {
        var file = $"{visit.Batch}-{visit.Round}-{visit.Platform.Replace(':', '-')}-{name}";
        Writing(Folder, () => File.WriteAllText(Path.Combine(Folder, "raw", file), text));
        return $"raw/{file}";
    }

    /// <summary>Writes the reports, and the check sums of everything but themselves. Charts of an earlier report go.</summary>
    public static void WriteReports(string folder, IReadOnlyDictionary<string, string> files) => Writing(folder, () =>
    {
        foreach (var sub in files.Keys.Select(Path.GetDirectoryName).Where(d => !string.IsNullOrEmpty(d)).Distinct())
            Empty(Path.Combine(folder, sub!));
        foreach (var (name, text) in files)
            Replace(folder, name, text);
        var study = new FolderFiles(folder);
        Replace(folder, CheckSums.FileName, CheckSums.Of(study));
    });

    /// <summary>A folder of the reports alone; a link of that name is replaced and not what it leads to.</summary>
    static void Empty(string folder)
    {
        var there = new DirectoryInfo(folder);
        if (there.LinkTarget is not null || File.Exists(folder)) File.Delete(folder);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*.svg"))
            File.Delete(file);
    }

    /// <summary>Where the name is a link, the link is replaced and not what it leads to.</summary>
    static void Replace(string folder, string name, string text)
    {
        var writing = Path.Combine(folder, ".writing");
        File.Delete(writing);
        using (var stream = new FileStream(writing, FileMode.CreateNew))
            stream.Write(Encoding.UTF8.GetBytes(text));
        File.Move(writing, Path.Combine(folder, name), overwrite: true);
    }

    /// <summary>A full or broken disk ends the study, and nothing that has been written is lost.</summary>
    static void Writing(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be written: {e.Message} What was written stays. Make room or give access, then go on: ./run study --resume {folder}", e);
        }
    }

    /// <summary>Reads a study folder, and nothing else.</summary>
    /// <exception cref="UsageException">It is not one.</exception>
    public static StudyRecord Read(string folder) => StudyReader.Read(new FolderFiles(folder), IdOf(folder));

    /// <summary>The id of a study is the name of its folder.</summary>
    public static string IdOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    static void WriteJson<T>(string folder, string name, T value, Func<string, string> published) =>
        File.WriteAllText(Path.Combine(folder, name), published(JsonSerializer.Serialize(value, StudyJson.Page)) + "\n");

    public void Dispose()
    {
        _journal.Dispose();
        _lock.Dispose();
    }
}
