using Lab.Core;
using Lab.Reports.Charts;

namespace Lab.Reports.Pages;

/// <summary>All workloads at a glance, and every trial of each.</summary>
static class WorkloadCharts
{
    /// <summary>Rows of one chart, so that it fits on a printed page.</summary>
    const int MostRows = 20;

    public static IEnumerable<Chart> Of(PageModel page) => Overviews(page).Concat(Trials(page));

    public static bool IsOverview(Chart chart) => chart.Name.StartsWith("overview-", StringComparison.Ordinal);

    static IEnumerable<Chart> Overviews(PageModel page)
    {
        if (page.Reference is not { } reference || page.Platforms.Count < 2) yield break;
        var rows = page.Workloads.Select(w => Row(page, w, reference)).OfType<RatioRow>().ToArray();
        foreach (var (index, chunk) in rows.Chunk(MostRows).Index())
            yield return RatioChart.Draw($"overview-{index + 1}", page.Say("page.chart.overview.title", ("label", page.Label(reference))), page.Say("page.chart.overview.text", ("label", page.Label(reference)), ("count", chunk.Length)),
                chunk, page.Say("page.chart.overview.left", ("label", page.Label(reference))), page.Say("page.chart.overview.right"));
    }

    static RatioRow? Row(PageModel page, Workload workload, string reference)
    {
        if (workload.Metrics is not [{ Metric: var metric }, ..]) return null;
        RatioMark? Mark(string platform)
        {
            if (platform == reference || page.Compare(metric, platform, reference) is not { Paired.Ratio: { } ratio } comparison) return null;
            // To the right is better, whichever direction of the metric that is.
            var place = metric.Better == Better.Higher ? ratio : new Estimate(1 / ratio.Value, new Interval(1 / ratio.Interval.High, 1 / ratio.Interval.Low, ratio.Interval.Confidence));
            return new RatioMark(page.LookOf(platform), place.Value, place.Interval, page.Say("page.ratio", ("label", page.Label(platform)), ("against", page.Label(reference)), ("metric", metric.Id), ("ratio", Format.Ratio(comparison, page.Texts))));
        }
        var marks = page.Platforms.Select(p => Mark(p.Id)).OfType<RatioMark>().ToArray();
        return marks.Length == 0 ? null : new RatioRow(page.Texts.Title(workload), marks);
    }

    static IEnumerable<Chart> Trials(PageModel page)
    {
        foreach (var workload in page.Workloads)
            if (workload.Metrics is [{ Metric: var metric }, ..])
                yield return DotStrip.Draw(page.ChartNames[workload.Id], page.Say("page.chart.trials.title", ("title", page.Texts.Title(workload)), ("metric", metric.Id)),
                    page.Say(metric.Better == Better.Higher ? "page.chart.trials.higher" : "page.chart.trials.lower", ("metric", metric.Id), ("values", page.Values(metric))), metric.Unit,
                    [.. page.Platforms.Select(p => page.Strip(metric, p.Id, workload.Id))]);
    }

    /// <summary>The chart of each workload, by the workload's id: a name each, whatever the ids are.</summary>
    public static IReadOnlyDictionary<string, string> NamesOf(IEnumerable<Workload> workloads)
    {
        var (names, taken) = (new Dictionary<string, string>(), new HashSet<string>());
        foreach (var workload in workloads)
        {
            var name = $"work-{Chart.NameOf(workload.Id)}";
            names[workload.Id] = taken.Add(name) ? name : $"{name}-{names.Count + 1}";
        }
        return names;
    }
}
