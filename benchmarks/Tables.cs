using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Results;

namespace Lab.Benchmarks;

/// <summary>Summaries of BenchmarkDotNet's whose iterations are the lab's rounds.</summary>
static class Tables
{
    /// <param name="hasTimes">False where all are workloads: the time of a command says little of what it measures.</param>
    public static ManualConfig Config(ManualConfig asked, bool hasTimes, IColumn[] columns) => ManualConfig.CreateEmpty()
        .AddColumnProvider([.. asked.GetColumnProviders()])
        .AddColumn([.. hasTimes ? [StatisticColumn.Mean, StatisticColumn.StdDev] : (IColumn[])[], .. columns])
        .HideColumns([.. asked.GetColumnHidingRules()])
        .AddExporter([.. asked.GetExporters()])
        .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
        .WithSummaryStyle(asked.SummaryStyle)
        .WithArtifactsPath(asked.ArtifactsPath);

    public static Summary Make(IReadOnlyList<(BenchmarkCase Case, List<(double Seconds, bool Warmup)> Taken)> cases, HostEnvironmentInfo host, string results, string log, ImmutableConfig config)
    {
        var built = BuildResult.Success(GenerateResult.Success(ArtifactsPaths.Empty, []));
        var reports = cases.Select(c => new BenchmarkReport(c.Taken.Any(t => !t.Warmup), c.Case, built, built, [LabToolchain.Result(c.Taken)], []));
        return new Summary("Lab.Benchmarks", [.. reports], host, results, log, TimeSpan.Zero, System.Globalization.CultureInfo.InvariantCulture, [], [.. config.GetColumnHidingRules()]);
    }

    /// <summary>Prints the tables and what their columns mean, and writes the files of the exporters.</summary>
    public static void Show(IReadOnlyList<Summary> summaries, ILogger logger)
    {
        foreach (var summary in summaries)
            MarkdownExporter.Console.ExportToLog(summary, logger);
        logger.WriteLine();
        foreach (var column in summaries.SelectMany(s => s.Table.Columns).Where(c => c.NeedToShow && c.OriginalColumn.Category != ColumnCategory.Params && c.OriginalColumn.Legend?.Length > 0).Select(c => c.OriginalColumn).DistinctBy(c => c.ColumnName))
            logger.WriteLineHint($"  {column.ColumnName,-13} : {column.Legend}");
        logger.WriteLine();
        foreach (var file in summaries.SelectMany(s => s.BenchmarksCases[0].Config.GetExporters().SelectMany(e => e.ExportToFiles(s, NullLogger.Instance))))
            logger.WriteLineInfo($"  {Path.GetRelativePath(Directory.GetCurrentDirectory(), file)}");
    }
}
