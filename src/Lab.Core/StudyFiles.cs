namespace Lab.Core;

/// <summary>A file below a study.</summary>
/// <param name="Name">Path below the study, with slashes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="IsPlain">False for a link, and for whatever else has its content elsewhere: it is never read.</param>
public sealed record FileEntry(string Name, long Length, bool IsPlain);

/// <summary>Port: the files of a study, wherever they are. Whoever made them may have meant harm.</summary>
public interface IStudyFiles
{
    /// <summary>Where they are, for messages.</summary>
    string Place { get; }

    /// <summary>All of them, in folders too; nothing that a link leads to.</summary>
    /// <exception cref="UsageException">They cannot be read.</exception>
    IReadOnlyList<FileEntry> List();

    /// <summary>The content of a plain file.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    Stream Open(FileEntry file);
}
