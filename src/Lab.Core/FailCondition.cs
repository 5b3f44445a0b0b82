using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>A change that a comparison of studies is to fail on: <c>startup.ready vm &gt; +10%</c>. It holds if the whole 95 % interval of after / before
/// is beyond the bound, so noise alone makes it hold in at most one of forty comparisons of equals.</summary>
/// <param name="Share">The bound as a share: 0.1 for +10 %.</param>
public sealed partial record FailCondition(string Text, string Metric, string Subject, bool IsAbove, double Share)
{
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static FailCondition Parse(string text)
    {
        if (Form().Match(text) is { Success: true } match && double.TryParse(match.Groups["share"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is > -100 and < 1e9)
            return new FailCondition(text.Trim(), match.Groups["metric"].Value, match.Groups["subject"].Value, match.Groups["sign"].Value == ">", percent / 100);
        throw new UsageException($"--fail-if '{text}': write METRIC PLATFORM > +N% or METRIC PLATFORM < -N%, for example 'startup.ready vm > +10%' or 'cpu.events vm/container < -5%'.");
    }

    /// <exception cref="UsageException">The studies do not tell.</exception>
    public bool Holds(StudyComparison comparison)
    {
        var change = comparison.Changes.FirstOrDefault(c => c.Metric.Id == Metric && c.Subject == Subject);
        return change switch
        {
            { Verdict: NoClaim { Reason: not NoClaimReason.Multiplicity } no } => throw Undecided(no.Reason switch
            {
                NoClaimReason.Failures => "more than 5 % of the attempts failed in one of the studies",
                NoClaimReason.NoRatio => "a value is not above zero",
                _ => "between-batch spread unknown",
            }, "Repeat them with two batches or more each, and see what failed."),
            { Ratio.Interval: var interval } => IsAbove ? interval.Low > 1 + Share : interval.High < 1 + Share,
            _ when comparison.Before.Find(Metric, Subject) is not null && comparison.After.Find(Metric, Subject) is not null =>
                throw Undecided("between-batch spread unknown: of studies of one batch only ratios are compared", "Repeat them with two batches or more each."),
            _ => throw Undecided("the studies do not both have it", $"They have: {string.Join(", ", comparison.Changes.Select(c => $"{c.Metric.Id} {c.Subject}"))}."),
        };
    }

    UsageException Undecided(string why, string next) => new($"--fail-if '{Text}' cannot be decided: {why}. {next}");

    [GeneratedRegex(@"^\s*(?<metric>\S+)\s+(?<subject>[^\s<>]+)\s*(?<sign>[<>])\s*(?<share>[+-]?\d+(\.\d+)?)\s*%\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
