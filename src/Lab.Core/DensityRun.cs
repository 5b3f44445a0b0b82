namespace Lab.Core;

/// <summary>Brings instances of one platform up, more and more at once, and down again; three times.</summary>
sealed class DensityRun(DensityPlan density, IPlatform platform, Func<GuestSpec> newSpec, RunnerPorts ports, Func<HostMemory> memory, TimeProvider clock)
{
    /// <summary>The host's memory is settled when it has moved by less than this for two seconds.</summary>
    const double Settled = 256 << 10;
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    const int LongestSettling = 30;

    readonly List<IGuest> _guests = [];

    /// <returns>False if it failed; what was measured before stays.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<JournalEntry> journal, CancellationToken cancel)
    {
        var steps = density.Steps.ToArray();
        try
        {
            for (var ramp = 1; ramp <= DensityPlan.Ramps; ramp++)
            {
                if (journal.OfType<DensityStep>().Any(s => s.Platform == density.Platform && s.Ramp == ramp && s.Down && s.Instances == 0)) continue;
                ports.Progress.RampBegins($"Density of {platform.Label}: ramp {ramp} of {DensityPlan.Ramps}, 0 to {density.Most} and back");
                foreach (var (instances, down) in steps)
                    ports.Journal.Append(await StepAsync(ramp, instances, down, cancel));
                ports.Progress.RampEnded();
            }
            return true;
        }
        catch (TrialException e)
        {
            ports.Journal.Append(new RampEnded(clock.GetUtcNow(), density.Platform, new Failed("density", $"With {_guests.Count} instances up: {e.Message}")));
            ports.Progress.Say($"The density of {platform.Label} failed with {_guests.Count} instances up: {e.Message}");
            return false;
        }
        finally
        {
            while (_guests.Count > 0)
                await DownAsync();
        }
    }

    async Task<DensityStep> StepAsync(int ramp, int instances, bool down, CancellationToken cancel)
    {
        while (_guests.Count > instances)
            await DownAsync();
        while (_guests.Count < instances)
            await UpAsync(cancel);
        var host = await SettleAsync(cancel);
        double ledger = 0, disk = 0;
        foreach (var guest in _guests)
            foreach (var line in await guest.FootprintAsync(cancel))
                if (line.Metric == Metrics.DiskInstance.Id) disk += line.Value;
                else if (line.Metric == Metrics.Resident.Id || line.Metric == Metrics.Emulator.Id) ledger += line.Value;
        return new DensityStep(clock.GetUtcNow(), density.Platform, ramp, instances, down, ledger, host.Components, host.Available, disk);
    }

    async Task UpAsync(CancellationToken cancel)
    {
        var spec = newSpec();
        var ladder = new Ladder(clock, spec.Nonce);
        _guests.Add(await platform.BringUpAsync(spec, ladder, cancel));
        await ladder.Work.WaitAsync(Runner.ReadyLimit, clock, cancel);
    }

    async Task DownAsync()
    {
        var last = _guests[^1];
        _guests.RemoveAt(_guests.Count - 1);
        try
        {
            await last.DisposeAsync();
        }
        catch (TrialException e)
        {
            throw new DirtyHostException($"Tear-down failed, so the study stops here: {e.Message} Run `./run clean`, then `./run study --resume FOLDER`.", e);
        }
    }

    async Task<HostMemory> SettleAsync(CancellationToken cancel)
    {
        var (last, still) = (memory(), 0);
        for (var waited = 0; waited < LongestSettling && still < 2; waited++)
        {
            await Task.Delay(Second, clock, cancel);
            var now = memory();
            still = Math.Abs(now.Components - last.Components) < Settled ? still + 1 : 0;
            last = now;
        }
        return last;
    }
}
