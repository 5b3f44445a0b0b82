using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Loggers;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Benchmarks;

/// <summary>What a run stands on.</summary>
/// <param name="Ports">The journal among them is that of the study folder.</param>
/// <param name="Recover">Makes the host clean after a tear-down that failed; throws if that cannot be done.</param>
sealed record SuiteParts(IReadOnlyDictionary<string, IPlatform> Platforms, RunnerPorts Ports, ICommandRunner Runner, TimeProvider Clock, Func<Task> Recover);

/// <summary>A run from the first visit to the tables and the study's reports.</summary>
static class SuiteRun
{
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted; what was up is down, and what was measured is in the study.</exception>
    public static async Task<int> RunAsync(SuitePlan plan, ManualConfig config, SuiteParts parts, StudyFolder study, ILogger logger, CancellationToken cancel)
    {
        var say = parts.Ports.Progress.Say;
        var journal = new Journal(parts.Ports.Journal);
        var visits = new VisitRun(plan.Plan, parts.Platforms, plan.Workloads.ToDictionary(w => w.Id), parts.Ports with { Journal = journal }, [], parts.Clock);
        var session = new Session(plan.Plan, visits, journal, parts.Runner, parts.Clock, parts.Recover, say, cancel);
        var suite = new Suite(plan, config, session.TakeAsync, say);
        study.Append(new MachineState(parts.Clock.GetUtcNow(), "begin", Provenance.State()));
        try
        {
            suite.Run();
            await session.CloseAsync();
            study.Append(new MachineState(parts.Clock.GetUtcNow(), "end", Provenance.State()));
        }
        finally
        {
            await session.CloseAsync();
            study.Dispose();
            StudyFolder.WriteReports(study.Folder, Report.Render(StudyFolder.Read(study.Folder)).ByName);
            say($"Report: {Path.Combine(study.Folder, "report.html")}");
        }
        var result = Analysis.Of(StudyFolder.Read(study.Folder));
        Tables.Show(suite.Summaries(result), logger);
        string[] failures = [.. result.Failures.Select(f => $"round {f.Visit.Round}, {f.Visit.Platform}, {f.Phase}: {f.Message}"), .. session.Failures];
        foreach (var line in failures.Select(f => $"FAILED: {f}").Concat(result.Findings.Where(f => f.Severity != "note").Select(f => $"{f.Severity}: {Texts.English.Of(f.What)}")))
            say(Format.Plain(line));
        return suite.Failed + failures.Length == 0 ? ExitCode.Ok : ExitCode.SomeFailed;
    }
}
