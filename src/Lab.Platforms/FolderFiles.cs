using Lab.Core;

namespace Lab.Platforms;

/// <summary>The files of a study's folder. No link is followed, so nothing outside the folder is ever read.</summary>
public sealed class FolderFiles(string folder) : IStudyFiles
{
    /// <summary>A study has one level; a folder further down is listed and not entered.</summary>
    const int Deepest = 8;

    public string Place { get; } = folder;

    public IReadOnlyList<FileEntry> List() => Reading(Place, () =>
    {
        var found = new List<FileEntry>();
        if (Directory.Exists(Place)) Walk(new DirectoryInfo(Place), "", Deepest, found);
        return found;
    });

    static void Walk(DirectoryInfo folder, string prefix, int levels, List<FileEntry> found)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
            if (entry is DirectoryInfo inner && !isLink && levels > 0)
                Walk(inner, $"{prefix}{entry.Name}/", levels - 1, found);
            else
                found.Add(new FileEntry(prefix + entry.Name, !isLink && entry is FileInfo file ? file.Length : 0, !isLink && entry is FileInfo));
        }
    }

    /// <summary>A pipe and a device say that they have no bytes, and may block for ever: so what has none is not opened.</summary>
    public Stream Open(FileEntry file) => file.Length == 0 ? Stream.Null
        : Reading<Stream>(file.Name, () => new FileStream(Path.Combine(Place, file.Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    static T Reading<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{what} cannot be read: {e.Message} Give access to it, or copy the study to where you have it.", e);
        }
    }
}
