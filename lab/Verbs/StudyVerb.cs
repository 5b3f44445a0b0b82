using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>study PLAN</c>: plan, run, report.</summary>
static class StudyVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var plan = new Argument<string>("plan") { Description = "A built-in study (`./run list studies`) or a plan file.", Arity = ArgumentArity.ZeroOrOne };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the visits in order and an estimate of the time, and stop." };
        var seed = new Option<int?>("--seed") { Description = "Seed of the order; the default is drawn, and recorded." };
        var output = new Option<string?>("--out") { Description = "Folder of the study; the default is results/PLAN-TIME." };
        var without = new Option<string[]>("--without") { Description = "Leave a platform out." };
        var resume = new Option<string?>("--resume") { Description = "Go on with a study that was cut short: its folder." };
        var folder = WorkloadVerb.Folder();
        var aa = new Option<string?>("--aa") { Description = "Instead of a plan: this platform against itself, for the noise floor of this machine." };
        var rounds = new Option<int?>("--rounds") { Description = $"Rounds of --aa; the default is {AaStudy.DefaultRounds}." };
        var batches = new Option<int?>("--batches") { Description = "Batches instead of the plan's; each begins with daemons started afresh." };
        var budget = new Option<string?>("--budget") { Description = "Plan as many rounds as fit into this time: 20m, 2h." };
        var language = LanguageOption.Make();
        var verb = new System.CommandLine.Command("study", "Run a study and write its report.") { plan, dryRun, seed, output, without, resume, folder, aa, rounds, batches, budget, language };
        verb.SetAction(async (parsed, cancel) =>
        {
            var texts = Texts.In(parsed.GetValue(language)!);
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            if (parsed.GetValue(resume) is { } cutShort)
                return await ResumeAsync(cutShort, tools, texts, cancel);
            var workloads = Catalogue.ReadWorkloads(parsed.GetValue(folder));
            var spec = AaOption.Read(parsed.GetValue(aa), parsed.GetValue(rounds), parsed.GetValue(plan)) ?? Catalogue.ReadPlan(parsed.GetValue(plan)
                ?? throw new UsageException($"Name a study: ./run study quick. Built-in studies: {string.Join(", ", Catalogue.StudyNames)}."), workloads);
            if (parsed.GetValue(batches) is { } count)
                spec = count is >= 1 and <= 100 ? spec.In(count) : throw new UsageException($"--batches {count}: write a whole number from 1 to 100.");
            if (parsed.GetValue(budget) is { } time)
                spec = Fit(spec, time, workloads);
            var leftOut = (parsed.GetValue(without) ?? []).Select(p => spec.Platforms.Contains(p)
                ? new LeftOut(p, "left out by --without")
                : throw new UsageException($"--without {p}: the plan has no such platform. It has: {string.Join(", ", spec.Platforms)}.")).ToArray();
            if (leftOut.Length == spec.Platforms.Count)
                throw new UsageException("--without leaves no platform to measure. Keep at least one.");
            var planned = Plan.Make(spec, parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000), leftOut);
            return parsed.GetValue(dryRun) ? DryRun(planned, workloads) : await StartAsync(planned, workloads, parsed.GetValue(output), tools, texts, cancel);
        });
        return verb;
    }

    /// <summary>The plan with the rounds that fit, and what precision they will give where this machine's noise is known.</summary>
    static PlanSpec Fit(PlanSpec spec, string time, IReadOnlyDictionary<string, Workload> workloads)
    {
        if (Regex.Match(time, "^([0-9]{1,4})(m|h)$") is not { Success: true } match)
            throw new UsageException($"--budget {time}: write minutes or hours, for example 20m or 2h.");
        var minutes = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "h" ? 60 : 1);
        var fits = Estimate.Within(minutes, spec, workloads) ?? throw new UsageException($"--budget {time}: not even one round of {spec.Id} fits. Leave a platform or workloads out, or give more time.");
        Console.WriteLine($"{fits.Rounds} rounds{(fits.Batches > 1 ? $" in each of {fits.Batches} batches" : "")} fit into {time}. {AaOption.Expect(fits)}");
        return fits with { BudgetMinutes = minutes };
    }

    static int DryRun(Plan plan, IReadOnlyDictionary<string, Workload> workloads)
    {
        Console.WriteLine($"{plan.Spec.Id}: {plan.Visits.Count} visits, seed {plan.Seed}");
        foreach (var visit in plan.Visits)
            Console.WriteLine($"  round {visit.Round}{(visit.Warmup ? " (warm-up)" : "")}  {visit.Order}. {visit.Platform,-10} {string.Join(", ", plan.TrialsOf(visit).Select(t => t.Workload))}");
        Console.WriteLine($"About {Estimate.Minutes(plan, workloads):0.0} minutes where the VM is emulated, less with hardware assistance.");
        return ExitCode.Ok;
    }

    static async Task<int> StartAsync(Plan plan, IReadOnlyDictionary<string, Workload> known, string? output, Tools tools, Texts texts, CancellationToken cancel)
    {
        var progress = new ConsoleProgress(tools.Clock);
        progress.Say(Upstream.Describe(tools));
        var probes = await progress.StepAsync("Probing the accelerators", () => ProbeAsync(tools, cancel));
        var accelerator = Choose(plan.Spec, probes);
        var catalogue = Catalogue.Make(tools, accelerator, plan.Spec.Platforms);
        plan = await WithoutAbsentAsync(plan, catalogue, progress, cancel);
        await CheckAsync(plan, catalogue, cancel);
        var environment = await EnvironmentAsync(plan, catalogue, probes, tools, cancel);
        Workload[] workloads = [.. plan.Spec.Workloads.Select(w => known[w].For(plan.Spec, environment.Platforms.Any(p => p.Emulated)))];
        GuestPrograms.Check(workloads);
        foreach (var scaled in workloads.Where(w => w.Scaled.Length > 0))
            progress.Say($"{scaled.Id}: {scaled.Scaled}");
        using var machine = LabHome.TakeMachine();
        foreach (var line in (await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel)).Lines)
            progress.Say(line);
        var folder = output ?? Path.Combine(Catalogue.Root, "results", $"{plan.Spec.Id}-{tools.Clock.GetUtcNow():yyyyMMdd-HHmmss}");
        using var study = StudyFolder.Create(folder, plan, workloads, environment);
        study.Keep(CalibrateVerb.File);
        if (AaStudy.PlatformOf(plan.Spec) is null) study.Keep(AaOption.Last);
        return await RunAsync(study, plan, catalogue, workloads, tools, progress, [], texts, cancel);
    }

    static async Task<int> ResumeAsync(string folder, Tools tools, Texts texts, CancellationToken cancel)
    {
        var record = StudyFolder.Read(folder);
        if (record.Plan.Spec.Suite is { } suite)
            throw new UsageException($"{folder} is a run of the BenchmarkDotNet suite, which cannot be gone on with. What was measured stays; run it again: {suite}");
        var progress = new ConsoleProgress(tools.Clock);
        var probes = await progress.StepAsync("Probing the accelerators", () => ProbeAsync(tools, cancel));
        var catalogue = Catalogue.Make(tools, Choose(record.Plan.Spec, probes), record.Plan.Spec.Platforms);
        await CheckAsync(record.Plan, catalogue, cancel);
        using var machine = LabHome.TakeMachine();
        foreach (var line in (await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel)).Lines)
            progress.Say(line);
        progress.Say($"{record.Journal.OfType<Ended>().Select(e => e.Visit).Distinct().Count()} of {record.Plan.Visits.Count} visits are done.");
        using var study = StudyFolder.Open(folder);
        return await RunAsync(study, record.Plan, catalogue, record.Workloads, tools, progress, record.Journal, texts, cancel);
    }

    static async Task<int> RunAsync(StudyFolder study, Plan plan, Catalogue catalogue, IReadOnlyList<Workload> workloads, Tools tools, ConsoleProgress progress, IReadOnlyList<JournalEntry> journal, Texts texts, CancellationToken cancel)
    {
        var platforms = plan.Spec.Platforms.Where(p => plan.LeftOut.All(l => l.What != p)).ToDictionary(p => p, p => catalogue.Platforms[p]);
        foreach (var platform in platforms.Values)
            await progress.StepAsync($"Preparing {platform.Label}", async () => { await platform.PrepareAsync(cancel); return 0; });
        var ports = new RunnerPorts(study, progress, new WebProbe(tools.Runner).AnswersAsync, CommandRunner.OwnCpuSeconds, new HostPlatform(tools.Runner).ClientAsync)
        {
            RestartDaemons = token => RestartAsync(catalogue.Accelerator, tools, token),
            Memory = ProcFs.Host,
            DropCaches = token => PageCache.DropAsync(tools.Runner, token),
            Sentinel = new HostSentinel(tools.Clock).TakeAsync,
        };
        study.Append(new MachineState(tools.Clock.GetUtcNow(), "begin", Provenance.State()));
        try
        {
            var all = await new Runner(plan, platforms, workloads.ToDictionary(w => w.Id), ports, tools.Clock).RunAsync(journal, cancel);
            var probe = string.Join("; ", (await ProbeAsync(tools, cancel)).Select(p => $"{p.Accelerator}: {p.Name}"));
            study.Append(new MachineState(tools.Clock.GetUtcNow(), "end", new Dictionary<string, string>(Provenance.State()) { ["accelerators"] = probe }));
            progress.Say($"Accelerators at the end: {probe}");
            return all ? ExitCode.Ok : ExitCode.SomeFailed;
        }
        finally
        {
            study.Dispose();
            ReportVerb.Write(study.Folder, texts, CancellationToken.None);
            if (AaStudy.PlatformOf(plan.Spec) is not null) AaOption.Keep(study.Folder);
            progress.SayTime();
        }
    }

    static Task<string> RestartAsync(Accelerator accelerator, Tools tools, CancellationToken cancel) => ServicesAsync("restart", accelerator, tools, cancel);

    /// <param name="what">start (what does not run) or restart.</param>
    /// <returns>What was started.</returns>
    public static async Task<string> ServicesAsync(string what, Accelerator accelerator, Tools tools, CancellationToken cancel)
    {
        var command = new Core.Command(Path.Combine(Catalogue.Root, "eng", "services"), what)
        {
            Environment = new Dictionary<string, string?> { ["LAB_KVM"] = accelerator == Accelerator.Kvm ? "hardware-assisted" : "" },
        };
        return (await tools.Runner.RunAsync(command, null, cancel)).OrThrow("starting the daemons afresh").StandardOutput.Trim();
    }

    public static async Task<IReadOnlyList<ProbeResult>> ProbeAsync(Tools tools, CancellationToken cancel)
    {
        var probe = new AcceleratorProbe(tools.Runner, tools.Clock);
        return [await probe.ProbeAsync(Accelerator.Kvm, cancel), await probe.ProbeAsync(Accelerator.Tcg, cancel)];
    }

    /// <summary>The best class that the probe proved; a named accelerator that it did not prove stops the study.</summary>
    static Accelerator Choose(PlanSpec spec, IReadOnlyList<ProbeResult> probes)
    {
        var kvm = probes.Single(p => p.Accelerator == Accelerator.Kvm);
        var works = kvm.Class == AcceleratorClass.HardwareAssisted;
        return spec.Accelerator switch
        {
            "kvm" when !works => throw new UsageException($"The plan asks for accelerator: kvm, but the probe did not prove it. {kvm} Write accelerator: auto to take what is here, labelled."),
            "tcg" => Accelerator.Tcg,
            _ => works ? Accelerator.Kvm : Accelerator.Tcg,
        };
    }

    /// <summary>A runtime that is not here is left out when planning, with the reason: a plan is for many machines.</summary>
    static async Task<Plan> WithoutAbsentAsync(Plan plan, Catalogue catalogue, ConsoleProgress progress, CancellationToken cancel)
    {
        var absent = new List<LeftOut>(plan.LeftOut);
        foreach (var id in plan.Spec.Platforms.Where(p => p.Contains(':', StringComparison.Ordinal) && plan.LeftOut.All(l => l.What != p)))
            if (await catalogue.Platforms[id].WhyUnusableAsync(cancel) is { } why)
            {
                absent.Add(new LeftOut(id, why));
                progress.Say($"{id} is left out: {why}");
            }
        return absent.Count == plan.LeftOut.Count ? plan : Plan.Make(plan.Spec, plan.Seed, absent);
    }

    static async Task CheckAsync(Plan plan, Catalogue catalogue, CancellationToken cancel)
    {
        if (plan.Spec.Cpus > Environment.ProcessorCount)
            throw new UsageException($"{plan.Spec.Id}: cpus: {plan.Spec.Cpus}, but this machine has {Environment.ProcessorCount}. Write cpus: {Environment.ProcessorCount} or less.");
        foreach (var platform in plan.Visits.Select(v => v.Platform).Distinct())
            if (await catalogue.Platforms[platform].WhyUnusableAsync(cancel) is { } why)
                throw new UsageException($"{platform} cannot be measured here: {why} Or leave it out: --without {platform}.");
    }

    public static async Task<StudyEnvironment> EnvironmentAsync(Plan plan, Catalogue catalogue, IReadOnlyList<ProbeResult> probes, Tools tools, CancellationToken cancel)
    {
        var facts = new MachineFacts(tools.Engine, tools.Runner);
        var values = new Dictionary<string, string>(await new Provenance(tools.Engine, tools.Runner).FactsAsync(probes, cancel))
        {
            ["command runner"] = tools.Runner.Name,
            ["container lifecycle"] = tools.Containers.Name,
            ["calibration"] = CalibrateVerb.Last(),
            ["lab"] = await CommitAsync(tools, cancel),
        };
        var warnings = (await facts.ChecksAsync(probes, cancel)).Where(c => c.Status == CheckStatus.Warning).Select(c => $"{c.What} {c.Next}".Trim());
        var platforms = plan.Visits.Select(v => v.Platform).Distinct().Select(p => catalogue.Platforms[p])
            .Select(p => new PlatformInfo(p.Id, p.Label, p.Label.Contains("emulated", StringComparison.Ordinal)));
        return new StudyEnvironment(LabHome.RequireGuest(), [.. platforms], values, [.. warnings]);
    }

    static async Task<string> CommitAsync(Tools tools, CancellationToken cancel)
    {
        try
        {
            var output = await tools.Runner.RunAsync(new Core.Command("git", "-C", Catalogue.Root, "describe", "--always", "--dirty", "--abbrev=12"), null, cancel);
            return output.ExitCode == 0 ? output.StandardOutput.Trim() : "unknown";
        }
        catch (UsageException)
        {
            return "unknown"; // No git here.
        }
    }
}

/// <summary>One request to a guest's web server from outside the guest.</summary>
sealed class WebProbe(ICommandRunner runner)
{
    public async Task<bool> AnswersAsync(IPEndPoint endpoint, CancellationToken cancel)
    {
        var command = new Core.Command("curl", "--silent", "--max-time", "1", "--output", "/dev/null", "--write-out", "%{http_code}", $"http://{endpoint}/")
        {
            ReachesGuest = !IPAddress.IsLoopback(endpoint.Address),
        };
        return (await runner.RunAsync(command, null, cancel)).StandardOutput == "200";
    }
}
