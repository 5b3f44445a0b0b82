using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Lab.Core;
using Lab.Reports;
using Summary = BenchmarkDotNet.Reports.Summary;

namespace Lab.Benchmarks;

/// <summary>A column of the lab's: its text comes from the analysis of the journal, as the report's does.</summary>
sealed class LabColumn(string name, int priority, string legend, Func<Case, string> text, IReadOnlyDictionary<BenchmarkCase, Case> cases) : IColumn
{
    const string Host = "host", None = "-", NotAvailable = "NA";

    public string Id => $"Lab.{name}";
    public string ColumnName => name;
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => priority;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Dimensionless;
    public string Legend => legend;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => text(cases[benchmarkCase]);
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
    public bool IsAvailable(Summary summary) => true;

    /// <param name="took">In how many of the counting rounds a benchmark was measured.</param>
    public static IColumn[] All(AnalysisResult result, Func<Case, int> took, IReadOnlyDictionary<BenchmarkCase, Case> cases)
    {
        var rounds = result.Record.Plan.Spec.Rounds;
        (string Name, string Legend, Func<Case, string> Text)[] columns =
        [
            ("Result", "Median of what the benchmark measures, with its 95 % interval, or with the range from least to most where the rounds are fewer than six", c => Level(result, c) is { } level ? Format.Level(level, Texts.English) : NotAvailable),
            ("Ratio to host", "Of Result, formed inside each round (Hodges-Lehmann), with its 95 % signed-rank interval, or with the range", c => Ratio(result, c)),
            ("Memory", "What the idle instance holds in the host's memory: median of memory.resident", c => Median(result, Metrics.Resident, c.Platform)),
            ("Disk", "What the idle instance alone holds on the host's disk: median of disk.instance", c => Median(result, Metrics.DiskInstance, c.Platform)),
            ("Accelerator", "What runs the machine's code: times of an emulated machine describe the emulator", c => Accelerator(result, c.Platform)),
            ("Rounds", $"Rounds in which it was measured, of {rounds}", c => took(c) == rounds ? $"{rounds}" : $"{took(c)} of {rounds}"),
        ];
        return [.. columns.Select((c, i) => new LabColumn(c.Name, i, c.Legend, c.Text, cases))];
    }

    static Level? Level(AnalysisResult result, Case of) => result.Find(of.Reading.Metric.Id, of.Platform);

    static string Ratio(AnalysisResult result, Case of) =>
        of.Platform != Host && Level(result, of) is { } level && result.Find(of.Reading.Metric.Id, Host) is { } host ? Format.Ratio(Comparison.Of(level, host), Texts.English) : None;

    static string Median(AnalysisResult result, Core.Metric metric, string platform) => result.Find(metric.Id, platform) is { } level ? Format.Value(metric.Unit, level.Median) : NotAvailable;

    /// <summary>From the honest name of the platform: vm (QEMU, KVM).</summary>
    static string Accelerator(AnalysisResult result, string platform) => platform is not ("vm" or "container-in-vm") ? None
        : result.Record.Environment.Platforms.Single(p => p.Id == platform) is { Emulated: true } ? "none (emulated)" : "KVM";
}
