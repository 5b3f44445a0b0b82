using System.Globalization;

namespace Lab.Platforms;

/// <summary>Which process an instance belongs to. What a run that was killed left behind is removed by the next one; an instance whose process
/// still lives, another checkout's for example, is not left behind. One that outlives its process on purpose, as an exercise's does, has no owner.</summary>
public static class InstanceOwner
{
    static string Folder => Path.Combine(LabHome.Run, "owner");

    /// <summary>Says that everything of this name belongs to this process.</summary>
    public static void Claim(string name)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(Folder, name), $"{Environment.ProcessId} {ProcFs.StartOf(Environment.ProcessId)}");
        }
        catch (UnauthorizedAccessException)
        {
            // An ordinary user who may start containers, but not write there: what is theirs looks as if it were left behind.
        }
    }

    /// <summary>The instance is gone, or outlives its process from now on.</summary>
    public static void Release(string name)
    {
        if (Directory.Exists(Folder)) File.Delete(Path.Combine(Folder, name));
    }

    /// <summary>True where the process that claimed the name is still the same one and has not ended. What is made beside an instance has its name and
    /// more behind a hyphen.</summary>
    public static bool IsAlive(string name) => Living(name) is not null || (name.LastIndexOf('-') is > 0 and var end && IsAlive(name[..end]));

    /// <summary>The same of another process than this one: what this one left itself, in a visit that failed, is left behind.</summary>
    public static bool IsAnothers(string name) =>
        Living(name) is { } id ? id != Environment.ProcessId : name.LastIndexOf('-') is > 0 and var end && IsAnothers(name[..end]);

    static int? Living(string name) =>
        File.Exists(Path.Combine(Folder, name)) && File.ReadAllText(Path.Combine(Folder, name)).Split(' ') is [var process, var start]
        && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && start.Length > 0 && ProcFs.StartOf(id) == start ? id : null;

    /// <summary>Removes the claims of processes that have ended.</summary>
    public static void ForgetEnded()
    {
        if (!Directory.Exists(Folder)) return;
        foreach (var name in Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Where(n => Living(n) is null).ToArray())
            Release(name);
    }
}
