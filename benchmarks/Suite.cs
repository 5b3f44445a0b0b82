using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using Lab.Core;
using Lab.Reports;
using Summary = BenchmarkDotNet.Reports.Summary;

namespace Lab.Benchmarks;

/// <summary>Runs a plan with BenchmarkDotNet: a job for each round, in the order of the plan, so that platforms interleave.</summary>
/// <param name="take">Takes one benchmark in one visit.</param>
/// <param name="say">Progress, for people.</param>
sealed class Suite(SuitePlan plan, ManualConfig config, Func<Visit, Reading, Task<Taken>> take, Action<string> say)
{
    readonly Dictionary<BenchmarkCase, (Visit Visit, Case Case)> _of = [];
    readonly Dictionary<Case, List<(double Seconds, bool Warmup)>> _taken = [];
    HostEnvironmentInfo? _host;
    string _results = "", _log = "";
    int _number;

    /// <summary>How many benchmarks failed in a round.</summary>
    public int Failed { get; private set; }

    /// <summary>Takes everything. What a failure of the whole run throws passes through.</summary>
    public void Run()
    {
        var toolchain = new LabToolchain(Take);
        var jobs = plan.Plan.Visits.Select(v => v.Round).Distinct().ToDictionary(r => r, r => Job.Default.WithToolchain(toolchain).WithStrategy(BenchmarkDotNet.Engines.RunStrategy.Monitoring)
            .WithLaunchCount(1).WithWarmupCount(0).WithIterationCount(1).WithInvocationCount(1).WithUnrollFactor(1).WithId($"Round{r}"));
        // BenchmarkDotNet's own words go to its log file: its table would have a row for each round.
        var quiet = ImmutableConfigBuilder.Create(ManualConfig.CreateEmpty().AddLogger(NullLogger.Instance).WithOptions(config.Options & ~ConfigOptions.JoinSummary).WithArtifactsPath(config.ArtifactsPath));
        foreach (var (visit, one) in plan.InOrder())
            _of.Add(BenchmarkCase.Create(one.Benchmark.Descriptor, jobs[visit.Round], one.Benchmark.Parameters, quiet), (visit, one));
        var summary = BenchmarkRunner.Run([new BenchmarkRunInfo([.. _of.Keys], typeof(PlatformBenchmarks), quiet)]).Single();
        if (summary.HasCriticalValidationErrors)
            throw new UsageException($"BenchmarkDotNet refuses these benchmarks: {string.Join(" ", summary.ValidationErrors.Where(e => e.IsCritical).Select(e => e.Message).Distinct())}");
        (_host, _results, _log) = (summary.HostEnvironmentInfo, summary.ResultsDirectoryPath, summary.LogFilePath);
        Failed += _of.Count - summary.Reports.Length; // With --stopOnFirstError those after the first that failed.
    }

    Taken Take(BenchmarkCase benchmark)
    {
        var (visit, one) = _of[benchmark];
        var taken = take(visit, one.Reading).GetAwaiter().GetResult();
        say($"[{++_number}/{_of.Count}] round {visit.Round}{(visit.Warmup ? " (warm-up)" : "")}, {visit.Platform}: {one.Name} {(taken.Failure is { } why ? $"FAILED: {why}" : Format.Value(Unit.Seconds, taken.Seconds))}");
        if (taken.Failure is not null)
            Failed++;
        else if (_taken.TryGetValue(one, out var rounds))
            rounds.Add((taken.Seconds, visit.Warmup));
        else
            _taken[one] = [(taken.Seconds, visit.Warmup)];
        return taken;
    }

    /// <summary>What BenchmarkDotNet prints and exports: the rounds of a benchmark on a platform as the iterations of one case, in a table for each type.</summary>
    public IReadOnlyList<Summary> Summaries(AnalysisResult result)
    {
        var cases = new Dictionary<BenchmarkCase, Case>();
        var columns = LabColumn.All(result, c => _taken.GetValueOrDefault(c, []).Count(t => !t.Warmup), cases);
        var job = Job.Default.WithId("Lab").WithToolchain(new LabToolchain(Take));
        var groups = plan.Cases.GroupBy(c => config.Options.HasFlag(ConfigOptions.JoinSummary) ? typeof(PlatformBenchmarks) : c.Benchmark.Descriptor.Type).ToArray();
        return [.. groups.Select(group => Summarise(group, group.Any(c => !c.Reading.IsWorkload)))];

        Summary Summarise(IEnumerable<Case> group, bool hasTimes)
        {
            var shown = ImmutableConfigBuilder.Create(Tables.Config(config, hasTimes, columns));
            return Tables.Make([.. group.Select(one => (Add(one, shown), _taken.GetValueOrDefault(one, [])))], _host!, _results, _log, shown);
        }

        BenchmarkCase Add(Case one, ImmutableConfig shown)
        {
            var benchmark = BenchmarkCase.Create(one.Benchmark.Descriptor, job, one.Benchmark.Parameters, shown);
            cases.Add(benchmark, one);
            return benchmark;
        }
    }
}
