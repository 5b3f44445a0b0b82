namespace Lab.Core;

/// <param name="Text">What to do and why, before it is typed.</param>
/// <param name="Hint">What to look at where the check fails.</param>
public sealed record StepProse(string Text, string Hint);

/// <param name="Target">A file of the project with or without #heading, or an address.</param>
public sealed record Link(string Text, string Target);

/// <summary>What an exercise says in one language. Every number in it is a {placeholder}.</summary>
/// <param name="Choices">By the id of the choice; empty for a number.</param>
/// <param name="Steps">By the id of the step.</param>
/// <param name="Remarks">By the id of the remark.</param>
public sealed record Prose(
    string Title, string Idea, string Question, IReadOnlyDictionary<string, string> Choices, IReadOnlyDictionary<string, StepProse> Steps,
    string Explanation, IReadOnlyDictionary<string, string> Remarks, string UnderKvm, string OnDockerDesktop, IReadOnlyList<Link> Reading)
{
    /// <summary>The languages, by the names of their files.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "ko"];
}
