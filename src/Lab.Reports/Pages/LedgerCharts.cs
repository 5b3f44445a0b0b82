using Lab.Core;
using Lab.Reports.Charts;

namespace Lab.Reports.Pages;

/// <summary>Memory and disk as bars that add up, and what one more instance takes.</summary>
static class LedgerCharts
{
    public const string Memory = "memory", Disk = "disk", Instance = "disk-instance", Ramp = "memory-ramp";

    /// <summary>The parts of the memory ledger, in the order of the bars. The emulator's own are hatched.</summary>
    public static readonly IReadOnlyList<Metric> MemoryParts = [Metrics.GuestRam, Metrics.Processes, Metrics.Shim, Metrics.KernelPart, Metrics.Vmm, Metrics.Translation];

    public static IEnumerable<Chart> Of(PageModel page)
    {
        if (MemoryParts.Any(page.Has))
            yield return Bars(page, Memory, Metrics.Resident, MemoryParts, (p, m) => page.IsEmulated(p) && (m == Metrics.Vmm || m == Metrics.Translation));
        if (page.Result.Slope is { } slope)
            yield return Steps(page, Ramp, slope.Platform, [(page.Say("page.ramp.ledger"), [.. slope.Steps.Select(s => ((double)s.Instances, s.Bytes))], false)]);
        foreach (var density in page.Densities.Where(d => page.Platforms.Any(p => p.Id == d.Platform)))
            yield return Steps(page, DensityName(density.Platform), density.Platform, [.. Ways(page, density.Platform)]);
        if (page.Has(Metrics.DiskBase) && page.Has(Metrics.DiskInstance))
            yield return Bars(page, Disk, Derived.DiskFirst, [Metrics.DiskBase, Metrics.DiskInstance], (_, _) => false);
        if (page.Has(Metrics.DiskInstance))
            yield return DotStrip.Draw(Instance, page.Say("page.chart.disk-instance.title"), page.Say("page.chart.disk-instance.text", ("values", page.Values(Metrics.DiskInstance))), Unit.Bytes,
                [.. page.Platforms.Select(p => page.Strip(Metrics.DiskInstance, p.Id))]);
    }

    public static string DensityName(string platform) => Chart.NameOf($"density-{platform}");

    static Chart Bars(PageModel page, string name, Metric total, IReadOnlyList<Metric> parts, Func<string, Metric, bool> isHatched)
    {
        var used = parts.Where(page.Has).ToArray();
        Bar Bar(string platform)
        {
            var (segments, at) = (new List<Segment>(), 0.0);
            foreach (var (kind, part) in used.Index())
                if (page.Find(part, platform) is { Median: > 0 } level)
                    segments.Add(new Segment(kind, at, at += level.Median, page.Say("page.segment", ("label", page.Label(platform)), ("part", page.Say($"page.name.{part.Id}")), ("value", Format.Value(Unit.Bytes, level.Median))), isHatched(platform, part)));
            return new Bar(page.Label(platform), Whole(page, total, platform, segments), page.LookOf(platform), segments, []);
        }
        return SegmentedBars.Draw(name, page.Say($"page.chart.{name}.title"), page.Say($"page.chart.{name}.text", ("values", page.Values(total))), Unit.Bytes, [.. page.Platforms.Select(p => Bar(p.Id))],
            [.. used.Index().Select(u => new Kind(u.Index, page.Say($"page.name.{u.Item.Id}"), page.Platforms.Any(p => isHatched(p.Id, u.Item))))], page.Say("page.panel.all"), page.Say("page.panel.enlarged"));
    }

    /// <summary>What was measured as the total; where the machine is emulated, its own part beside it.</summary>
    static string Whole(PageModel page, Metric total, string platform, List<Segment> segments) =>
        segments.Count == 0 ? page.Say(page.Failed(platform, "") > 0 ? "page.cell.failed" : "value.not-measured")
        : page.Find(total, platform) is not { } level ? Format.Value(Unit.Bytes, segments[^1].To)
        : total == Metrics.Resident && page.Find(Metrics.Emulator, platform) is { } emulator ? page.Say("page.memory.bar-emulated", ("value", Format.Value(Unit.Bytes, level.Median)), ("emulator", Format.Value(Unit.Bytes, emulator.Median)))
        : Format.Value(Unit.Bytes, level.Median);

    static Chart Steps(PageModel page, string name, string platform, IReadOnlyList<(string Label, IReadOnlyList<(double Instances, double Bytes)> Steps, bool IsDashed)> lines)
    {
        var look = page.LookOf(platform);
        double[] marks = [.. lines.SelectMany(l => l.Steps).Select(s => s.Instances).Distinct().Order()];
        return Series.Draw(name, page.Say("page.chart.steps.title", ("label", page.Label(platform))), page.Say("page.chart.steps.text", ("label", page.Label(platform)), ("most", (int)marks.DefaultIfEmpty(0).Last())), Unit.Bytes,
            [.. lines.Select((l, i) => new SeriesLine(l.Label, look with { Shape = (look.Shape + i) % Look.Shapes }, [.. l.Steps.Select(s => (s.Instances, new Dot(s.Bytes, page.Say("page.step", ("count", (int)s.Instances), ("value", Format.Value(Unit.Bytes, s.Bytes))))))], l.IsDashed))],
            Apart(marks), x => x.ToString("0", System.Globalization.CultureInfo.InvariantCulture), []);
    }

    /// <summary>So many that their numbers do not touch.</summary>
    static List<double> Apart(double[] marks)
    {
        var (kept, least) = (new List<double>(), marks.DefaultIfEmpty(0).Last() / 16);
        foreach (var mark in marks.Reverse())
            if (kept.Count == 0 || kept[^1] - mark >= least) kept.Add(mark);
        return kept;
    }

    /// <summary>The mean over the ramps of each step, on the way up, by the ledgers and by what the host holds beyond no instance.</summary>
    static IEnumerable<(string, IReadOnlyList<(double, double)>, bool)> Ways(PageModel page, string platform)
    {
        var steps = page.Record.Journal.OfType<DensityStep>().Where(s => s.Platform == platform).ToArray();
        var none = steps.Where(s => s is { Instances: 0, Down: false }).Select(s => s.Components).DefaultIfEmpty(0).Average();
        IReadOnlyList<(double, double)> Mean(bool down, Func<DensityStep, double> of) => [.. steps.Where(s => s.Down == down).GroupBy(s => s.Instances).OrderBy(g => g.Key).Select(g => ((double)g.Key, g.Average(of)))];
        yield return (page.Say("page.ramp.ledger"), Mean(false, s => s.Ledger), false);
        yield return (page.Say("page.ramp.host-up"), Mean(false, s => s.Components - none), false);
        yield return (page.Say("page.ramp.host-down"), Mean(true, s => s.Components - none), true);
    }
}
