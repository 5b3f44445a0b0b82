using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>What a check saw.</summary>
/// <param name="Passed">True where the output matched and every condition holds.</param>
/// <param name="Values">What the pattern captured; none where it did not match.</param>
/// <param name="Seen">What the command printed, for people.</param>
public sealed record CheckResult(Step Step, bool Passed, IReadOnlyDictionary<string, string> Values, string Seen)
{
    /// <param name="known">Values of the start and of the steps before.</param>
    public static CheckResult Of(Step step, CommandOutput output, IReadOnlyDictionary<string, string> known)
    {
        var seen = (output.StandardOutput.TrimEnd() + "\n" + output.StandardError.TrimEnd()).Trim();
        if (output.TimedOut) return new CheckResult(step, false, new Dictionary<string, string>(), seen);
        var match = Matched(step.Check.Pattern, output.StandardOutput.TrimEnd());
        if (match is null) return new CheckResult(step, false, new Dictionary<string, string>(), seen);
        var values = step.Check.Captures().Where(n => match.Groups[n].Success).ToDictionary(n => n, n => match.Groups[n].Value.Trim());
        var all = new Dictionary<string, string>(known);
        foreach (var (name, value) in values) all[name] = value;
        return new CheckResult(step, step.Check.Where.All(w => w.Holds(all)), values, seen);
    }

    static Match? Matched(Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text) is { Success: true } match ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
