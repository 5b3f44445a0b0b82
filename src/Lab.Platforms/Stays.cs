namespace Lab.Platforms;

/// <summary>Something that is not removed.</summary>
/// <param name="What">What it is, with its whole name or path.</param>
/// <param name="Why">Why it stays, without a full stop.</param>
/// <param name="Next">What to do to remove or save it, as a whole sentence; empty where there is nothing to do.</param>
/// <param name="IsFailure">It was to be removed, and that went wrong.</param>
public sealed record Stays(string What, string Why, string Next = "", bool IsFailure = false)
{
    public override string ToString() => $"{What}, because {Why}. {Next}".TrimEnd();
}
