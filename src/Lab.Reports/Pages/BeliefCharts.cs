using Lab.Core;
using Lab.Reports.Charts;

namespace Lab.Reports.Pages;

/// <summary>What shows whether the rounds were alike: startup round by round, by place in the round, and the fixed work on the host before each.</summary>
static class BeliefCharts
{
    public const string Drift = "drift", Order = "order", Host = "sentinel";

    public static IEnumerable<Chart> Of(PageModel page)
    {
        var rounds = page.Record.Plan.Visits.Where(v => !v.Warmup).Select(v => (v.Batch, v.Round)).Concat(page.Result.Levels.Where(l => l.Metric == Metrics.Ready).SelectMany(l => l.Samples).Select(s => (s.Visit.Batch, s.Visit.Round)))
            .Distinct().Order().Index().ToDictionary(r => r.Item, r => (double)r.Index + 1);
        double[] breaks = [.. rounds.GroupBy(r => r.Key.Batch).Skip(1).Select(b => b.Min(r => r.Value) - 0.5)];
        var every = Math.Max(1, rounds.Count / 8);
        double[] marks = [.. rounds.Values.Where((_, i) => i % every == 0)];
        string Mark(double x) => x.ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        var levels = page.Platforms.Select(p => (p.Id, Level: page.Find(Metrics.Ready, p.Id))).Where(l => l.Level is not null).ToArray();
        if (levels.Any(l => l.Level!.Samples.Count > 1))
            yield return Series.Draw(Drift, page.Say("page.chart.drift.title"), page.Say("page.chart.drift.text", ("values", page.Values(Metrics.Ready))), Unit.Seconds,
                [.. levels.Select(l => new SeriesLine(page.Label(l.Id), page.LookOf(l.Id), [.. l.Level!.Samples.Zip(page.Dots(l.Level)).Select(s => (rounds[(s.First.Visit.Batch, s.First.Visit.Round)], s.Second)).OrderBy(s => s.Item1)]))], marks, Mark, breaks);
        if (levels.Any(l => l.Level!.Samples.Select(s => s.Visit.Order).Distinct().Count() > 1))
            yield return Series.Draw(Order, page.Say("page.chart.order.title"), page.Say("page.chart.order.text"), null, [.. levels.Select(l => Places(page, l.Id, l.Level!))],
                [.. levels.SelectMany(l => l.Level!.Samples).Select(s => (double)s.Visit.Order).Distinct().Order()], Mark, []);
        var sentinels = page.Record.Journal.OfType<SentinelTaken>().Where(s => rounds.ContainsKey((s.Batch, s.Round))).GroupBy(s => (s.Batch, s.Round)).Select(g => g.Last()).OrderBy(s => (s.Batch, s.Round)).ToArray();
        if (sentinels.Length > 1)
            yield return Series.Draw(Host, page.Say("page.chart.sentinel.title"), page.Say("page.chart.sentinel.text"), null,
                [.. sentinels.SelectMany(s => s.Values).Select(v => v.Metric).Distinct().Take(4).Select((m, i) => Sentinel(page, m, i, [.. sentinels.Select(s => (rounds[(s.Batch, s.Round)], s.Values.Find(m)))]))], marks, Mark, breaks);
    }

    /// <summary>Each value over the platform's median, by its place in the round.</summary>
    static SeriesLine Places(PageModel page, string platform, Level level) => new(page.Label(platform), page.LookOf(platform),
        [.. level.Samples.Zip(page.Dots(level)).Where(_ => level.Median > 0).Select(s => ((double)s.First.Visit.Order, s.Second with { Value = s.First.Value / level.Median }))])
    { HasPath = false };

    /// <summary>Over its own median, so that work of different lengths can be seen beside each other.</summary>
    static SeriesLine Sentinel(PageModel page, string metric, int index, (double X, double? Value)[] values)
    {
        var median = Statistics.Median([.. values.Select(v => v.Value).OfType<double>()]);
        return new SeriesLine(metric, new Look(4 + index, false), [.. values.Where(v => v.Value is not null && median > 0).Select(v => (v.X, new Dot(v.Value!.Value / median, $"{metric}: {Format.Value(Unit.Seconds, v.Value.Value)}")))]);
    }
}
