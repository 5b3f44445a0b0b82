using Lab.Core;
using Lab.Reports.Charts;

namespace Lab.Reports.Pages;

/// <summary>A part of the way up that has a bar of its own.</summary>
/// <param name="Name">Of its sentences: page.part.NAME.</param>
/// <param name="Of">What --explain is asked for its length.</param>
/// <param name="From">Seconds after power-on, as its end.</param>
sealed record Part(int Kind, string Name, Metric Of, double From, double To)
{
    public double Length => To - From;
}

/// <summary>The startup of each platform as one timeline, and every trial of its end.</summary>
static class StartupCharts
{
    public const string Timeline = "startup", Trials = "startup-ready";
    const int Network = 5, Whole = 6;
    static readonly string[] Names = ["power", "firmware", "kernel", "create", "service", "network", "whole"];

    public static IEnumerable<Chart> Of(PageModel page)
    {
        if (!page.Has(Metrics.Ready)) yield break;
        var ladders = page.Platforms.ToDictionary(p => p.Id, p => Ladder(page, p.Id));
        var kinds = ladders.Values.SelectMany(l => l).Select(p => p.Kind).Distinct().Order().Select(k => new Kind(k, page.Say($"page.part.{Names[k]}"), k == Whole)).ToArray();
        yield return SegmentedBars.Draw(Timeline, page.Say("page.chart.startup.title"), page.Say("page.chart.startup.text", ("values", page.Values(Metrics.Ready))), Unit.Seconds,
            [.. page.Platforms.Select(p => Bar(page, p.Id, ladders[p.Id]))], kinds, page.Say("page.panel.all"), page.Say("page.panel.enlarged"));
        yield return DotStrip.Draw(Trials, page.Say("page.chart.startup-ready.title"), page.Say("page.chart.startup-ready.text", ("values", page.Values(Metrics.Ready))), Unit.Seconds,
            [.. page.Platforms.Select(p => page.Strip(Metrics.Ready, p.Id))]);
    }

    static Bar Bar(PageModel page, string platform, IReadOnlyList<Part> ladder)
    {
        if (page.Find(Metrics.Ready, platform) is not { } ready)
            return new Bar(page.Label(platform), page.Say(page.Failed(platform, "") > 0 ? "page.cell.failed" : "value.not-measured"), page.LookOf(platform), [], []);
        return new Bar(page.Label(platform), page.Say("page.ready-after", ("value", Format.Value(Unit.Seconds, ready.Median))), page.LookOf(platform),
            [.. ladder.Select(p => new Segment(p.Kind, p.From, p.To, page.Say("page.segment", ("label", page.Label(platform)), ("part", page.Say($"page.part.{p.Name}")), ("value", Format.Value(Unit.Seconds, p.Length))), p.Kind == Whole))], page.Dots(ready));
    }

    /// <summary>From power-on to reachable. The ends are medians of the rungs; what would run backwards is left out.</summary>
    public static IReadOnlyList<Part> Ladder(PageModel page, string platform)
    {
        double? Median(Metric metric) => page.Find(metric, platform)?.Median;
        if (Median(Metrics.Ready) is not { } ready) return [];
        var (parts, at) = (new List<Part>(), 0.0);
        void Until(int kind, Metric of, double? end)
        {
            if (end is not { } to || to <= at || to > ready && kind != Network) return;
            parts.Add(new Part(kind, Names[kind], of, at, to));
            at = to;
        }
        if (Median(Derived.Firmware) is { } firmware && Median(Metrics.Power) is { } power && Median(Metrics.Init) is { } init)
        {
            Until(0, Metrics.Power, power);
            Until(1, Derived.Firmware, Math.Min(power + firmware, init));
            Until(2, Metrics.Kernel, init);
        }
        else
            Until(3, Metrics.Init, Median(Metrics.Init));
        if (parts.Count == 0) Until(Whole, Metrics.Ready, ready);
        else Until(4, Derived.Service, ready);
        Until(Network, Derived.Network, Median(Metrics.Reachable));
        return parts;
    }

    /// <summary>Parts that another choice would take away, with their length: a key below page.without, and the number.</summary>
    public static IEnumerable<(string Key, string Platform, Level Level)> Choices(PageModel page)
    {
        (string Key, Metric Metric, Func<string, bool> Of)[] choices =
        [
            ("firmware", Derived.Firmware, IsMachine), ("kernel", Metrics.Kernel, p => p == "vm"), ("userspace", Metrics.Userspace, p => p == "vm"), ("network", Derived.Network, p => p == "vm"),
            ("tooling", Metrics.Tooling, p => p == "vm"), ("runtime", Metrics.Init, p => p == "container"), ("define", Metrics.Define, p => p == "container"),
        ];
        return from choice in choices
               from platform in page.Platforms
               where choice.Of(platform.Id)
               let level = page.Find(choice.Metric, platform.Id)
               where level is not null
               select (choice.Key, platform.Id, level);
    }

    static bool IsMachine(string platform) => platform == "vm";
}
