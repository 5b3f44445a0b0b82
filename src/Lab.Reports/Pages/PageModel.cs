using Lab.Core;
using Lab.Reports.Charts;

namespace Lab.Reports.Pages;

/// <summary>What the parts of the page share: the result, the language, and how a platform is named and drawn.</summary>
public sealed partial class PageModel
{
    /// <summary>More than this nobody reads on a page; the other files have the rest.</summary>
    const int MostPlatforms = 10, MostWorkloads = 60, MostMetrics = 12, MostValues = 9000;
    static readonly Metric[] OfMachines = [Metrics.Power, Metrics.Kernel, Metrics.Userspace, Metrics.Tooling, Metrics.GuestRam, Metrics.Vmm, Metrics.Translation, Metrics.Emulator, Derived.Firmware, Derived.GuestClock];
    static readonly Metric[] NotOfMachines = [Metrics.Processes, Metrics.KernelPart, Metrics.Shim];
    static readonly string[] Known = ["host", "container", "vm", "container-in-vm"];

    readonly Dictionary<string, Look> _looks;
    readonly Dictionary<string, string> _anchors;
    readonly Dictionary<(string Platform, string Workload), int> _failed;
    readonly Dictionary<(string Metric, string Platform), Level?> _found = [];
    readonly Dictionary<(string Metric, string Platform, string Against), Comparison?> _compared = [];

    public PageModel(AnalysisResult result, Texts texts)
    {
        (Result, Texts) = (result, texts);
        var all = result.Platforms.ToArray();
        Platforms = [.. all.Take(MostPlatforms)];
        LeftOut = all.Length - Platforms.Count + Math.Max(0, Record.Workloads.Count - MostWorkloads);
        var others = all.Select(p => p.Id).Except(Known).ToArray();
        _looks = all.ToDictionary(p => p.Id, p => new Look(Array.IndexOf(Known, p.Id) is >= 0 and var known ? known : Known.Length + Array.IndexOf(others, p.Id) % (Look.Shapes - Known.Length), p.Emulated));
        Measured = [.. result.Levels.Select(l => l.Metric).DistinctBy(m => m.Id)];
        _anchors = Measured.Index().ToDictionary(m => m.Item.Id, m => $"v{m.Index + 1}");
        var visits = EndedVisit.Of(Record).Where(v => !v.Visit.Warmup).ToArray();
        _failed = visits.SelectMany(v => v.Lines).Select(l => l.Entry).OfType<TrialDone>().Where(t => t.Outcome is Core.Failed).CountBy(t => (t.Trial.Visit.Platform, t.Trial.Workload))
            .Concat(visits.Where(v => v.IsFailed).CountBy(v => (v.Visit.Platform, ""))).ToDictionary();
        Attributions = Attribution.Of(Record, result.Levels);
        Densities = Density.Of(Record.Journal);
        ChartNames = WorkloadCharts.NamesOf(Record.Workloads.Take(MostWorkloads));
        Charts = [.. StartupCharts.Of(this), .. LedgerCharts.Of(this), .. WorkloadCharts.Of(this), .. BeliefCharts.Of(this)];
    }

    public AnalysisResult Result { get; }
    public Texts Texts { get; }
    public StudyRecord Record => Result.Record;
    public IReadOnlyList<PlatformInfo> Platforms { get; }
    /// <summary>Platforms and workloads that the page has no room for.</summary>
    public int LeftOut { get; }
    /// <summary>Everything that was measured, in the order of the tables.</summary>
    public IReadOnlyList<Metric> Measured { get; }
    public IReadOnlyList<Attribution> Attributions { get; }
    public IReadOnlyList<Density> Densities { get; }
    /// <summary>In the order of the page.</summary>
    public IReadOnlyList<Chart> Charts { get; }
    /// <inheritdoc cref="WorkloadCharts.NamesOf"/>
    public IReadOnlyDictionary<string, string> ChartNames { get; }

    public Chart? Chart(string name) => Charts.FirstOrDefault(c => c.Name == name);

    /// <summary>The comparison that was fixed before the study; null where the page cannot show both platforms.</summary>
    public Pair? Pair => Core.Pair.Primary(Record.Plan) is { } pair && Platforms.Count(p => p.Id == pair.Platform || p.Id == pair.Against) == 2 ? pair : null;

    public bool HasHost => Platforms.Any(p => p.Id == "host");

    /// <summary>What ratios of work are against: the host where there is one, else the plan's own choice.</summary>
    public string? Reference => HasHost ? "host" : Pair?.Against;

    public Look LookOf(string platform) => _looks.GetValueOrDefault(platform) ?? new Look(Look.Shapes - 1, false);

    public bool IsEmulated(string platform) => Platforms.Any(p => p.Id == platform && p.Emulated);

    public Level? Find(Metric metric, string platform) => Once(_found, (metric.Id, platform), () => Derived.Find(Result, metric.Id, platform));

    public bool Has(Metric metric) => Platforms.Any(p => Find(metric, p.Id) is not null);

    public Comparison? Compare(Metric metric, string platform, string against) => Once(_compared, (metric.Id, platform, against), () => Derived.Compare(Result, metric.Id, platform, against));

    /// <summary>A page asks for the same many times, and what it asks for may be of many rounds.</summary>
    static T Once<TKey, T>(Dictionary<TKey, T> known, TKey key, Func<T> make) where TKey : notnull => known.TryGetValue(key, out var value) ? value : known[key] = make();

    /// <summary>Where the values of a metric stand on the page.</summary>
    public string? Anchor(string of) => _anchors.GetValueOrDefault(of.Split(' ')[0]);

    /// <summary>Attempts that failed.</summary>
    /// <param name="workload">Empty for whole visits.</param>
    public int Failed(string platform, string workload) => _failed.GetValueOrDefault((platform, workload));

    /// <summary>The metrics of a workload that the page has room for.</summary>
    public static IEnumerable<Metric> MetricsOf(Workload workload) => workload.Metrics.Take(MostMetrics).Select(m => m.Metric);

    /// <summary>Those that differ most between platforms first.</summary>
    public IEnumerable<Workload> Workloads => Record.Workloads.Take(MostWorkloads).OrderByDescending(Spread);

    /// <summary>The largest ratio of two platforms' medians in a metric of the workload, as a logarithm.</summary>
    double Spread(Workload workload) => workload.Metrics.Take(1).Select(m => Platforms.Select(p => Find(m.Metric, p.Id)?.Median ?? 0).Where(v => v > 0).ToArray())
        .Select(v => v.Length < 2 ? 0 : Math.Log(v.Max() / v.Min())).DefaultIfEmpty(0).Max();

    /// <summary>How many rounds of each metric the page lists.</summary>
    public int MostRounds => Math.Max(20, MostValues / Math.Max(1, Result.Levels.Count));

    /// <summary>True where a platform of this kind has no such thing, so that nothing could be measured.</summary>
    public static bool IsByNature(Metric metric, string platform) => platform is "vm" or "container-in-vm" ? NotOfMachines.Contains(metric)
        : OfMachines.Contains(metric) || platform == "host" && (metric == Metrics.Shim || metric == Metrics.Daemons);

    public (int Rounds, int Batches, int Visits) Counts => (Result.Claim.Rounds, Result.Claim.Batches, Result.Attempts.Values.Sum());

    /// <summary>Every value as a dot of a chart.</summary>
    public IReadOnlyList<Dot> Dots(Level level) =>
        [.. level.Samples.Select(s => new Dot(s.Value, level.Samples.Count > DotStrip.MostTitles ? "" : Say("page.dot", ("label", Label(level.Platform)), ("batch", s.Visit.Batch), ("round", s.Visit.Round), ("value", Format.Value(level.Metric.Unit, s.Value)))))];

    /// <summary>One row of a dot strip.</summary>
    public Strip Strip(Metric metric, string platform, string workload = "") => Find(metric, platform) is { } level
        ? new Strip(Label(platform), Format.Value(metric.Unit, level.Median), LookOf(platform), new StripLevel(Dots(level), level.Median, level.Interval))
        : new Strip(Label(platform), Say(Failed(platform, workload) > 0 ? "page.cell.failed" : "value.not-measured"), LookOf(platform), null);
}
