using Lab.Core;

namespace Lab.Reports.Pages;

/// <summary>The same runs by another definition in use.</summary>
/// <param name="Key">Of its name, below page.definition.</param>
/// <param name="Metric">Null where it is a slope, or not measured at all.</param>
public sealed record Definition(string Key, Metric? Metric);

/// <summary>One of the three answers: its number, its sentence, and what other definitions would say.</summary>
/// <param name="Name">startup, memory or disk.</param>
/// <param name="Comparison">Of the primary pair; null where the study has not both.</param>
public sealed record Answer(string Name, Metric Metric, Comparison? Comparison, IReadOnlyList<Definition> Definitions)
{
    static readonly (string Name, Metric Metric, Definition[] Definitions)[] s_all =
    [
        ("startup", Metrics.Ready, [new("returned", Metrics.Returned), new("ready", Metrics.Ready), new("reachable", Metrics.Reachable), new("guest-clock", Derived.GuestClock)]),
        ("memory", Metrics.Resident, [new("ledger", Metrics.Resident), new("pss", Derived.ProcessPss), new("after", Analysis.ResidentAfter), new("slope", null), new("inside", null)]),
        ("disk", Metrics.DiskInstance, [new("instance", Metrics.DiskInstance), new("first", Derived.DiskFirst), new("shared", Metrics.DiskBase), new("disk-slope", null), new("apparent", null)]),
    ];

    public static IEnumerable<Answer> Of(PageModel page) => s_all.Select(a => new Answer(a.Name, a.Metric, page.Pair is { } pair ? page.Compare(a.Metric, pair.Platform, pair.Against) : null, a.Definitions));

    /// <summary>True where the verdict lets the two be told apart, or called equivalent.</summary>
    public bool IsClaim => Comparison?.Verdict is Slower or Faster or Equivalent;

    /// <summary>What the verdict lets be said, and no more.</summary>
    public Sentence Sentence(PageModel page)
    {
        var measured = page.Platforms.Where(p => page.Find(Metric, p.Id) is not null).ToArray();
        if (Comparison is not { } comparison || Figures.Of(comparison) is not { } ratio)
            return measured.Length == 0 ? new Sentence("page.answer.nothing")
                : new Sentence($"page.answer.{Name}.alone", ("platform", new PlatformName(measured[0].Id)), ("value", Value(page, measured[0].Id)));
        (string, object)[] values =
        [
            ("platform", new PlatformName(comparison.Platform)), ("against", new PlatformName(comparison.Against)), ("value", Value(page, comparison.Platform)), ("base", Value(page, comparison.Against)), ("ratio", ratio),
        ];
        return comparison.Verdict switch
        {
            Slower or Faster => new Sentence($"page.answer.{Name}.{(comparison.Ratio > 1 ? "more" : "less")}", values),
            Equivalent => new Sentence($"page.answer.{Name}.equivalent", values),
            _ => new Sentence($"page.answer.{Name}.seen", [.. values, ("rounds", comparison.Rounds)]),
        };
    }

    Figures Value(PageModel page, string platform) => Figures.Of(page.Find(Metric, platform)!);

    /// <summary>What one more instance costs, from a ramp of the study; null without one.</summary>
    public static Figures? Slope(PageModel page, string key, string platform)
    {
        var density = page.Densities.FirstOrDefault(d => d.Platform == platform);
        return key switch
        {
            "slope" when density is not null => Figures.Of($"density.ledger {platform}", Unit.Bytes, density.Ledger),
            "slope" when page.Result.Slope is { } slope && slope.Platform == platform => Figures.One($"{Metrics.Marginal.Id} {platform}", Unit.Bytes, slope.Marginal),
            "disk-slope" when density is not null => Figures.Of($"density.disk {platform}", Unit.Bytes, density.Disk),
            _ => null,
        };
    }
}
