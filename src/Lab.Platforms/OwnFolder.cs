using Lab.Core;

namespace Lab.Platforms;

/// <summary>The one way in which the lab removes a folder with what is in it. eng/common.sh has the same rules for the
/// scripts.</summary>
/// <remarks>Only below a folder with the lab's marker, and only what the lab makes there (<see cref="HomeLayout"/>);
/// never across or
/// behind a mount, a bind mount of the same disk included; never through a link. The lab does not unmount what it did
/// not mount.</remarks>
public static class OwnFolder
{
    /// <summary>Removes a file or folder below LAB_HOME. What is not there is no error. What may not go is left and
    /// returned.</summary>
    public static Task<IReadOnlyList<Stays>> DeleteAsync(string path, ICommandRunner runner) =>
        DeleteAsync(LabHome.Folder, path, runner, MountTable.Read());

    /// <summary>The same in a tear-down, where something left behind is an error.</summary>
    /// <exception cref="TrialException">Something stays.</exception>
    public static async Task DeleteOrThrowAsync(string path, ICommandRunner runner)
    {
        if (await DeleteAsync(path, runner) is [var left, ..]) throw new TrialException(
            $"Not everything could be removed: {left}");
    }

    /// <param name="home">The folder with the marker.</param>
    internal static async Task<IReadOnlyList<Stays>> DeleteAsync(string home, string path, ICommandRunner runner,
        MountTable mounts)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null) return [];
        if (Installation.Read(home) is null) return [new(path, $"{home} has no marker of the lab's")];
        var relative = Path.GetRelativePath(home, path);
        if (!HomeLayout.Makes(relative)) return [new(path, "the lab did not make it")];
        for (var parent = Parent(path); parent.Length > home.Length; parent = Parent(parent))
            if (new DirectoryInfo(parent).LinkTarget is { } target)
                return [new(path, $"{parent} is a link to {target}, and the lab made none there", "Remove the link.")];
        // The kernel names mount points by their real path.
        var realHome = Real(home);
        var real = $"{realHome}/{relative}";
        var behind = mounts.Below(realHome).LastOrDefault(m => m != realHome
            && real.StartsWith($"{m}/", StringComparison.Ordinal));
        return behind is not null ? [Mounted(behind)] : await DeleteAsync(real, mounts, runner);
    }

    /// <summary>Goes only into folders with a mount somewhere below; all else is removed as a whole.</summary>
    static async Task<IReadOnlyList<Stays>> DeleteAsync(string path, MountTable mounts, ICommandRunner runner)
    {
        if (mounts.Points.Contains(path)) return [Mounted(path)];
        if (!mounts.Below(path).Any()) return await RemoveAsync(path, runner);
        var left = new List<Stays>();
        foreach (var entry in Directory.EnumerateFileSystemEntries(path))
            left.AddRange(await DeleteAsync(entry, mounts, runner));
        return left;
    }

    /// <summary>By rm, because it holds each folder open while it is in it, so that no link can be put in the place of
    /// one, and because it removes
    /// names of any bytes.</summary>
    static async Task<IReadOnlyList<Stays>> RemoveAsync(string path, ICommandRunner runner)
    {
        var output = await runner.RunAsync(new Command("rm", "-rf", "--one-file-system", "--", path) { TimeLimit =
            TimeSpan.FromMinutes(10) });
        return output is { ExitCode: 0, TimedOut: false } ? []
            : [new(path, $"it cannot be removed: {output.StandardError.Trim().Split('\n')[0]}", IsFailure: true)];
    }

    static string Parent(string path) => Path.GetDirectoryName(path)!;

    static Stays Mounted(string point) => new(point, "it is a mount, and the lab did not make it",
        $"Undo it, if you no longer need it: umount '{point}'");

    /// <summary>A folder's path without links.</summary>
    internal static string Real(string folder)
    {
        var path = "/";
        foreach (var name in Path.GetFullPath(folder).Split('/', StringSplitOptions.RemoveEmptyEntries))
            path = new DirectoryInfo(Path.Combine(path, name)).ResolveLinkTarget(
                returnFinalTarget: true)?.FullName is { } target ? Real(target) : Path.Combine(path, name);
        return path;
    }
}
