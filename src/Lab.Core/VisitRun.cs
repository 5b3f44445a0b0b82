namespace Lab.Core;

/// <summary>What is done on an instance while it is up.</summary>
/// <param name="Measure">Between the two footprints.</param>
/// <param name="Change">After everything else, because the instance is another one afterwards: stopped and started again, for example.</param>
public sealed record VisitWork(Func<IGuest, CancellationToken, Task<Outcome>> Measure, Func<IGuest, CancellationToken, Task<Outcome>> Change);

/// <summary>Runs a visit through the phases bring-up, ready, measure, footprint and tear-down.
/// It owns the only stopwatch and the meaning of ready; no platform times itself.</summary>
/// <param name="observed">Platforms that have been looked at already.</param>
public sealed class VisitRun(Plan plan, IReadOnlyDictionary<string, IPlatform> platforms, IReadOnlyDictionary<string, Workload> workloads, RunnerPorts ports, IEnumerable<string> observed, TimeProvider clock)
{
    static readonly TimeSpan ReachLimit = TimeSpan.FromSeconds(30);
    readonly HashSet<string> _observed = [.. observed];

    /// <summary>Between first work and the idle footprint, so that what start-up still does is over.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Before each visit and start: the kernel goes on tearing down the last instance's namespaces when its tool has long returned.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A visit with the trials of the plan.</summary>
    /// <exception cref="DirtyHostException">The tear-down failed.</exception>
    public Task<Outcome> RunAsync(Visit visit, CancellationToken cancel) =>
        RunAsync(visit, new VisitWork((guest, token) => TrialsAsync(visit, guest, token), (_, _) => Task.FromResult<Outcome>(new Measured([]))), cancel);

    /// <summary>A visit with the work that is handed in.</summary>
    /// <exception cref="DirtyHostException">The tear-down failed.</exception>
    public async Task<Outcome> RunAsync(Visit visit, VisitWork work, CancellationToken cancel)
    {
        await Task.Delay(Rest, clock, cancel);
        var spec = NewSpec();
        ports.Journal.Append(new Begun(clock.GetUtcNow(), visit, spec.Nonce));
        var ladder = new Ladder(clock, spec.Nonce, ports.OwnCpuSeconds);
        var phase = "bring-up";
        IGuest? guest = null;
        Outcome outcome = new Measured([]);
        try
        {
            var earlier = new List<IReadOnlyList<Measurement>>();
            while (earlier.Count < plan.Spec.Starts - 1)
                earlier.Add(await StartAsync(platforms[visit.Platform], cancel));
            guest = await BringUpAsync(platforms[visit.Platform], spec, ladder, cancel);
            ports.Journal.Append(new LadderTaken(clock.GetUtcNow(), visit, ladder.Rungs(), ladder.OwnCpuSeconds) { Earlier = earlier });
            phase = "footprint";
            await Task.Delay(Settle, clock, cancel);
            ports.Journal.Append(new FootprintTaken(clock.GetUtcNow(), visit, "idle", await guest.FootprintAsync(cancel)));
            phase = "measure";
            outcome = await work.Measure(guest, cancel);
            phase = "footprint";
            ports.Journal.Append(new FootprintTaken(clock.GetUtcNow(), visit, "after", await guest.FootprintAsync(cancel)));
            phase = "observe";
            // After the footprints, so that looking changes nothing that is measured.
            if (_observed.Add(visit.Platform))
                ports.Journal.Append(new Observed(clock.GetUtcNow(), visit, await Observation.OfAsync(guest, plan.Spec.Workloads.Select(w => workloads[w]), cancel)));
            phase = "measure";
            if (await work.Change(guest, cancel) is Failed changed)
                outcome = changed;
        }
        catch (TrialException e)
        {
            outcome = new Failed(phase, e.Message);
        }
        finally
        {
            if (guest is not null && await TearDownAsync(guest) is { } teardown && outcome is Measured)
                outcome = new Measured([teardown]);
        }
        ports.Journal.Append(new Ended(clock.GetUtcNow(), visit, outcome));
        return outcome;
    }

    /// <summary>Up, first work, and down again.</summary>
    async Task<IReadOnlyList<Measurement>> StartAsync(IPlatform platform, CancellationToken cancel)
    {
        var spec = NewSpec();
        var ladder = new Ladder(clock, spec.Nonce);
        await TearDownAsync(await BringUpAsync(platform, spec, ladder, cancel));
        await Task.Delay(Rest, clock, cancel);
        return ladder.Rungs();
    }

    /// <summary>Bring-up and ready run side by side: a VM answers long before its tool returns.</summary>
    async Task<IGuest> BringUpAsync(IPlatform platform, GuestSpec spec, Ladder ladder, CancellationToken cancel)
    {
        if (plan.Spec.ColdCaches && ports.DropCaches is { } drop) await drop(cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        ladder.Mark(Milestone.Begun);
        var up = platform.BringUpAsync(spec, ladder, over.Token);
        var reached = ReachAsync(ladder, over.Token);
        IGuest? guest = null;
        try
        {
            var first = await Task.WhenAny(up, reached);
            await first; // Whichever failed first ends the other.
            guest = await up;
            ladder.Mark(Milestone.Returned);
            await reached;
            await ladder.Work.WaitAsync(ReachLimit, clock, cancel);
            return guest;
        }
        catch (Exception e)
        {
            await over.CancelAsync();
            guest ??= await Abandoned(up);
            if (guest is not null) await TearDownAsync(guest);
            await reached.ContinueWith(t => _ = t.Exception, TaskScheduler.Default);
            throw e is TimeoutException ? new TrialException($"The first work did not arrive within {ReachLimit.TotalSeconds} s of being reachable.", e) : e is OperationCanceledException && !cancel.IsCancellationRequested ? new TrialException(e.Message, e) : Rethrow(e);
        }
    }

    static Exception Rethrow(Exception e)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
        return e;
    }

    static async Task<IGuest?> Abandoned(Task<IGuest> up)
    {
        try
        {
            return await up;
        }
        catch (Exception e) when (e is TrialException or OperationCanceledException)
        {
            return null;
        }
    }

    async Task ReachAsync(Ladder ladder, CancellationToken cancel)
    {
        try
        {
            await ladder.Ready.WaitAsync(Runner.ReadyLimit, clock, cancel);
        }
        catch (TimeoutException e)
        {
            throw new TrialException($"No ready line on the console within {Runner.ReadyLimit.TotalMinutes:0} minutes. raw/ has what the tools said; `./run doctor` checks the machine.", e);
        }
        var begun = clock.GetTimestamp();
        var endpoint = await ladder.Address.WaitAsync(Runner.ReadyLimit, clock, cancel);
        while (!await ports.Answers(endpoint, cancel))
            if (clock.GetElapsedTime(begun) > ReachLimit)
                throw new TrialException($"The web server answers inside the instance, but not from outside at {endpoint}. Look at the firewall and the bridge.");
        ladder.Mark(Milestone.Reachable);
    }

    async Task<Outcome> TrialsAsync(Visit visit, IGuest guest, CancellationToken cancel)
    {
        Outcome outcome = new Measured([]);
        foreach (var trial in plan.TrialsOf(visit))
            if (await TrialAsync(trial, guest, null, cancel) is Failed failed)
                outcome = failed;
        return outcome;
    }

    /// <summary>One trial: its output is kept, its values are read from it, and both are written down.</summary>
    /// <param name="run">What is done instead of the workload's command; null for the command.</param>
    public async Task<Outcome> TrialAsync(Trial trial, IGuest guest, Func<CancellationToken, Task<CommandOutput>>? run, CancellationToken cancel)
    {
        var workload = workloads[trial.Workload];
        Outcome outcome;
        var (raw, seconds) = ("", 0.0);
        try
        {
            var output = await (run?.Invoke(cancel) ?? new TrialRun(guest, token => ports.Client(NewSpec(), token), clock).RunAsync(workload, cancel));
            raw = ports.Journal.KeepRaw(trial.Visit, $"{trial.Order}-{trial.Workload}.txt", output.StandardOutput + output.StandardError);
            seconds = output.Elapsed.TotalSeconds;
            outcome = new Measured(workload.Read(output.OrThrow(string.Join(' ', workload.Command)).StandardOutput));
        }
        catch (TrialException e)
        {
            outcome = new Failed("measure", e.Message);
        }
        ports.Journal.Append(new TrialDone(clock.GetUtcNow(), trial, outcome, raw) { Seconds = seconds });
        return outcome;
    }

    async Task<Measurement?> TearDownAsync(IGuest guest)
    {
        var begun = clock.GetTimestamp();
        try
        {
            await guest.DisposeAsync();
        }
        catch (TrialException e)
        {
            throw new DirtyHostException($"Tear-down failed, so the study stops here: {e.Message} Run `./run clean`, then `./run study --resume FOLDER`.", e);
        }
        return Metrics.Teardown.Of(clock.GetElapsedTime(begun).TotalSeconds);
    }

    /// <summary>1, 2, … N containers up at once; the sum of their ledgers at each step.</summary>
    public async Task<bool> RampAsync(CancellationToken cancel)
    {
        if (plan.Spec.Ramp == 0 || !platforms.TryGetValue("container", out var platform)) return true;
        ports.Progress.RampBegins($"Memory of 1 to {plan.Spec.Ramp} containers at once");
        var guests = new List<IGuest>();
        try
        {
            for (var n = 1; n <= plan.Spec.Ramp; n++)
            {
                var spec = NewSpec();
                var ladder = new Ladder(clock, spec.Nonce);
                guests.Add(await platform.BringUpAsync(spec, ladder, cancel));
                await ladder.Ready.WaitAsync(Runner.ReadyLimit, clock, cancel);
                await Task.Delay(Settle, clock, cancel);
                var sum = 0.0;
                foreach (var guest in guests)
                    sum += (await guest.FootprintAsync(cancel)).Single(m => m.Metric == Metrics.Resident.Id).Value;
                ports.Journal.Append(new RampStep(clock.GetUtcNow(), platform.Id, n, sum));
            }
            ports.Journal.Append(new RampEnded(clock.GetUtcNow(), platform.Id, new Measured([])));
            return true;
        }
        catch (TrialException e)
        {
            ports.Journal.Append(new RampEnded(clock.GetUtcNow(), platform.Id, new Failed("ramp", e.Message)));
            ports.Progress.Say($"The ramp failed: {e.Message}");
            return false;
        }
        finally
        {
            foreach (var guest in guests)
                await TearDownAsync(guest);
            ports.Progress.RampEnded();
        }
    }

    public GuestSpec NewSpec() => GuestSpec.New(plan.Spec.Cpus, plan.Spec.CpuSet, plan.Spec.MemoryBytes) with { Volume = workloads.Values.Any(w => w.Volume) };
}
