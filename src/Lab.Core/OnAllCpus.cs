namespace Lab.Core;

/// <summary>The same work on each of many things. The order of the results is that of the things, however many CPUs there are.</summary>
static class OnAllCpus
{
    /// <summary>Values from which on threads gain more than they cost. A study that a person waits for has fewer.</summary>
    const int Many = 100_000;

    /// <param name="values">How many values the work goes through in all.</param>
    /// <param name="work">Depends on nothing that another one changes.</param>
    public static TResult[] Each<T, TResult>(IReadOnlyList<T> things, int values, Func<T, TResult> work) =>
        values < Many ? [.. things.Select(work)] : [.. things.AsParallel().AsOrdered().Select(work)];
}
