using BenchmarkDotNet.Loggers;
using Lab.Core;
using Lab.Platforms;
using Lab.Verbs;

namespace Lab.Benchmarks;

/// <summary>A run on this machine: what can be measured here, the study folder, and the run itself.</summary>
static class Bench
{
    /// <summary>What is measured without a filter: startup, with memory and disk beside it.</summary>
    static bool IsHeadline(Case one) => one.Reading.Metric == Metrics.Ready;

    public static async Task<int> RunAsync(IEnumerable<Type> types, SuiteOptions options, CancellationToken cancel)
    {
        foreach (var note in options.Notes)
            Console.Error.WriteLine($"lab: {note}");
        var found = Case.Find(types, options.Config);
        if (found.Count == 0)
            throw new UsageException("The filter lets no benchmark through. `--list flat` prints the names; a pattern has to fit all of one, as '*Startup*' does.");
        if (!options.Config.GetFilters().Any())
            found = [.. found.Where(IsHeadline)];
        using var tools = Tools.Make(options.BuiltIn);
        var progress = new ConsoleProgress(tools.Clock);
        progress.Say(Upstream.Describe(tools));
        var probes = await progress.StepAsync("Probing the accelerators", () => StudyVerb.ProbeAsync(tools, cancel));
        var catalogue = Catalogue.Make(tools, probes.Single(p => p.Accelerator == Accelerator.Kvm).Class == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg, PlatformBenchmarks.Platforms);
        var plan = SuitePlan.Make(found, options.Rounds, options.Seed, options.Command, catalogue.Platforms, await UnusableAsync(catalogue, cancel));
        foreach (var left in plan.Plan.LeftOut)
            progress.Say($"{left.What} is left out: {left.Why}");
        GuestPrograms.Check(plan.Cases.Where(c => c.Reading.IsWorkload).Select(c => c.Reading.Operation!.Workload));
        var environment = await StudyVerb.EnvironmentAsync(plan.Plan, catalogue, probes, tools, cancel);
        using var machine = LabHome.TakeMachine();
        foreach (var line in (await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel)).Lines)
            progress.Say(line);
        var minutes = Estimate.Minutes(plan.Plan, plan.Workloads.ToDictionary(w => w.Id));
        progress.Say(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{options.Rounds.Counting} rounds after {options.Rounds.Warmup} of warm-up, {plan.Plan.Visits.Count} visits, seed {plan.Plan.Seed}; about {minutes:0} minutes where the VM is emulated, less with hardware assistance."));
        using var study = StudyFolder.Create(Path.Combine(Catalogue.Root, "results", $"benchmarks-{tools.Clock.GetUtcNow():yyyyMMdd-HHmmss}"), plan.Plan, plan.Workloads, environment);
        return await MeasureAsync(plan, options, catalogue, study, tools, progress, cancel);
    }

    /// <summary>Why a platform cannot be used here; null where it can.</summary>
    static async Task<Func<string, string?>> UnusableAsync(Catalogue catalogue, CancellationToken cancel)
    {
        var why = new Dictionary<string, string?>();
        foreach (var id in PlatformBenchmarks.Platforms)
            why[id] = catalogue.Platforms.TryGetValue(id, out var platform) ? await platform.WhyUnusableAsync(cancel)
                : throw new UsageException($"--platforms {id}: there is no such platform. There are: {string.Join(", ", Catalogue.PlatformIds)}, and container:RUNTIME.");
        return id => why[id];
    }

    static async Task<int> MeasureAsync(SuitePlan plan, SuiteOptions options, Catalogue catalogue, StudyFolder study, Tools tools, ConsoleProgress progress, CancellationToken cancel)
    {
        var platforms = plan.Plan.Visits.Select(v => v.Platform).Distinct().ToDictionary(p => p, p => catalogue.Platforms[p]);
        foreach (var platform in platforms.Values)
            await progress.StepAsync($"Preparing {platform.Label}", async () => { await platform.PrepareAsync(cancel); return 0; });
        var ports = new RunnerPorts(study, progress, new WebProbe(tools.Runner).AnswersAsync, CommandRunner.OwnCpuSeconds, new HostPlatform(tools.Runner).ClientAsync);
        var parts = new SuiteParts(platforms, ports, tools.Runner, tools.Clock, () => RecoverAsync(platforms.Values, catalogue.Accelerator, tools));
        return await SuiteRun.RunAsync(plan, options.Config, parts, study, ConsoleLogger.Default, cancel);
    }

    /// <summary>Starts the daemons that do not run, and removes what is left. What can still not be used stays dirty.</summary>
    static async Task RecoverAsync(IEnumerable<IPlatform> platforms, Accelerator accelerator, Tools tools)
    {
        await StudyVerb.ServicesAsync("start", accelerator, tools, CancellationToken.None);
        foreach (var platform in platforms)
            if (await platform.WhyUnusableAsync(CancellationToken.None) is { } why)
                throw new TrialException($"{platform.Id}: {why}");
        foreach (var line in (await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(CancellationToken.None)).Lines)
            Console.WriteLine(line);
    }
}
