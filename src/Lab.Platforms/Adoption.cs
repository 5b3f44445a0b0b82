using Lab.Core;

namespace Lab.Platforms;

/// <summary>Takes over LAB_HOME from a version of the lab that wrote no marker. Whatever in it is not of the lab's
/// layout stays for ever.</summary>
/// <param name="Evidence">What shows that the lab made the folder.</param>
/// <param name="Parts">The lab's folders in it, with the bytes that they take.</param>
/// <param name="Others">Paths in it that the lab did not make.</param>
public sealed record Adoption(string Folder, string Evidence, IReadOnlyList<(string Name, long Bytes)> Parts,
    IReadOnlyList<string> Others)
{
    public static async Task<Adoption> LookAsync(string folder, string evidence, ICommandRunner runner,
        CancellationToken cancel)
    {
        var parts = new List<(string, long)>();
        foreach (var part in HomeLayout.Parts.Where(p => !p.Name.Contains('/', StringComparison.Ordinal)
            && HomeLayout.PathOf(folder, p) is not null))
            parts.Add((part.Name, await new DiskUsage(runner).AllocatedAsync([Path.Combine(folder, part.Name)],
                cancel)));
        return new Adoption(folder, evidence, parts, [.. HomeLayout.Others(folder)]);
    }

    public Installation Take(TimeProvider clock) => Installation.Make(Folder, "adopted", clock);
}
