namespace Lab.Platforms;

/// <summary>What a sweep removed, and what it had to leave.</summary>
public sealed record Swept(IReadOnlyList<string> Removed, IReadOnlyList<Stays> Left)
{
    /// <summary>A line for each, for people.</summary>
    public IEnumerable<string> Lines => [.. Removed.Select(r => $"Removed what an earlier run left: {r}"),
        .. Left.Select(l => $"Left as it is: {l}")];
}
