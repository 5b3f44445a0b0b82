namespace Lab.Platforms;

/// <summary>Something of the lab's that can be removed.</summary>
/// <param name="RemoveAsync">Removes it and returns what stayed of it.</param>
/// <param name="Bytes">What it takes on the disk, where that is known.</param>
public sealed record Removal(string What, Func<Task<IReadOnlyList<Stays>>> RemoveAsync, long? Bytes = null)
{
    public Removal(string what, Func<Task> remove) : this(what, async () =>
    {
        await remove();
        return [];
    })
    {
    }

    public Removal(string what, Action remove) : this(what, () =>
    {
        remove();
        return Task.CompletedTask;
    })
    {
    }
}
