using Lab.Core;
using Lab.Platforms;

namespace Lab.Workshop;

/// <summary>The learner's file: predictions, what is up, what was measured. It is kept between commands, and can be handed in.</summary>
sealed class ProgressFile(string file)
{
    public static string Default { get; } = Path.Combine(Catalogue.Root, "results", "exercises", "progress.json");

    public string Name => Path.GetRelativePath(Directory.GetCurrentDirectory(), file) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : file;

    /// <summary>An empty one where there is none yet.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public Progress Read() => File.Exists(file) ? Read(file) : new Progress(Guid.NewGuid().ToString("n")[..8], []);

    /// <summary>A file that somebody handed in.</summary>
    public static Progress Read(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: <= Progress.Longest }
                ? Progress.Read(file, File.ReadAllText(file))
                : throw new UsageException($"{file} is not there, or is too large to be the progress of exercises. `./run exercise` keeps it in results/exercises/progress.json.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message} Give access to it.", e);
        }
    }

    public void Write(Progress progress)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            // Whole or not at all, whatever dies meanwhile.
            File.WriteAllText(file + ".new", LabHome.Unnamed(progress.ToJson())); // What checks captured may be a path.
            File.Move(file + ".new", file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written: {e.Message} Make room or give access, or name another: --progress FILE.", e);
        }
    }

    /// <summary>The exercise whose instances should be up; null if there is none, or nobody can tell.</summary>
    public static Attempt? Up()
    {
        try
        {
            return new ProgressFile(Default).Read().Up;
        }
        catch (UsageException)
        {
            return null;
        }
    }

    /// <summary>Everything has been removed.</summary>
    public static void ForgetUp()
    {
        if (Up() is not null) new ProgressFile(Default).Write(new ProgressFile(Default).Read().AllDown());
    }
}
