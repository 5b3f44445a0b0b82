using System.Net;

namespace Lab.Core;

/// <summary>Where the runner writes what happened. What has been appended is never lost.</summary>
public interface IJournal
{
    void Append(JournalEntry entry);
    /// <summary>Keeps raw output verbatim and returns its name under raw/.</summary>
    string KeepRaw(Visit visit, string name, string text);
}

/// <summary>What a study says while it runs, for people.</summary>
public interface IProgress
{
    void VisitBegins(Visit visit, int number, int of);
    void VisitEnded(Visit visit, Outcome outcome);
    /// <summary>Instances of a platform are brought up, more and more at once.</summary>
    void RampBegins(string what);
    void RampEnded();
    void Say(string line);
}

/// <summary>What the runner needs from outside beside the platforms.</summary>
/// <param name="Answers">Asks a web server once: true if it answered 200. The request comes from outside the instance.</param>
/// <param name="OwnCpuSeconds">CPU time of this program so far.</param>
/// <param name="Client">Brings up what runs a command outside the instances: the same userland under the same limits.</param>
public sealed record RunnerPorts(
    IJournal Journal, IProgress Progress, Func<IPEndPoint, CancellationToken, Task<bool>> Answers, Func<double> OwnCpuSeconds, Func<GuestSpec, CancellationToken, Task<IGuest>> Client)
{
    /// <summary>Starts the daemons afresh for a batch and says which; null where nobody can.</summary>
    public Func<CancellationToken, Task<string>>? RestartDaemons { get; init; }
    /// <summary>Empties the host's page cache; an instance that is brought up afterwards has nothing in its own.</summary>
    public Func<CancellationToken, Task>? DropCaches { get; init; }
    /// <summary>The host's memory now; null where it cannot be read.</summary>
    public Func<HostMemory>? Memory { get; init; }
    /// <summary>Takes the sentinel: fixed work on the host, to see whether the host is as it was. Null for none.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<Measurement>>>? Sentinel { get; init; }
}

/// <summary>A tear-down that failed: the host is dirty, so the study stops.</summary>
public sealed class DirtyHostException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Runs a plan: batches of rounds, in each round a visit of every platform. Decides after each round whether there are enough,
/// and runs a round again whose sentinel was out of its band.</summary>
public sealed class Runner(Plan plan, IReadOnlyDictionary<string, IPlatform> platforms, IReadOnlyDictionary<string, Workload> workloads, RunnerPorts ports, TimeProvider clock)
{
    /// <summary>Longest time from power-on to ready, an emulated machine included.</summary>
    public static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(4);
    /// <summary>Between first work and the idle footprint, so that what start-up still does is over.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Before each visit, start and sentinel: the kernel goes on tearing down the last instance's namespaces when its tool has long returned.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(1);

    readonly List<JournalEntry> _journal = [];
    int _repeats, _rounds;
    long _begun;

    /// <summary>Runs what has not ended yet. True if all of it was measured.</summary>
    /// <param name="journal">What the journal held before: empty for a new study.</param>
    /// <exception cref="DirtyHostException">A tear-down failed.</exception>
    public async Task<bool> RunAsync(IReadOnlyList<JournalEntry> journal, CancellationToken cancel)
    {
        _journal.AddRange(journal);
        _begun = clock.GetTimestamp();
        var remembering = ports with { Journal = new Remembering(ports.Journal, _journal) };
        var visits = new VisitRun(plan, platforms, workloads, remembering, journal.OfType<Observed>().Select(o => o.Visit.Platform), clock) { Settle = Settle, Rest = Rest };
        var all = true;
        foreach (var batch in plan.Visits.GroupBy(v => v.Batch))
            all &= await BatchAsync(batch.Key, [.. batch], visits, remembering.Journal, cancel);
        all &= _journal.OfType<RampEnded>().Any(r => r.Outcome is Measured) || await visits.RampAsync(cancel);
        foreach (var density in plan.Spec.Density.Where(d => platforms.ContainsKey(d.Platform) && ports.Memory is not null))
            all &= await new DensityRun(density, platforms[density.Platform], visits.NewSpec, remembering, ports.Memory!, clock).RunAsync([.. _journal], cancel);
        return all;
    }

    async Task<bool> BatchAsync(int batch, Visit[] planned, VisitRun visits, IJournal journal, CancellationToken cancel)
    {
        var done = _journal.OfType<Ended>().Select(e => e.Visit).ToHashSet();
        if (IsStopped && !planned.Any(done.Contains)) return true;
        var all = true;
        if (plan.Spec.Batches > 1 && ports.RestartDaemons is { } restart && !planned.Any(done.Contains))
            journal.Append(new BatchBegun(clock.GetUtcNow(), batch, await restart(cancel)));
        foreach (var round in planned.GroupBy(v => v.Round).TakeWhile(_ => !IsStopped))
        {
            all &= await RoundAsync([.. round.Where(v => !done.Contains(v))], visits, journal, cancel);
            if (Decide(planned[^1].Round == round.Key) is { } stop)
                journal.Append(new Stopped(clock.GetUtcNow(), stop.Reason, double.IsFinite(stop.HalfWidth) ? stop.HalfWidth : null));
        }
        if (_journal.Any(e => e is Stopped { Reason: StopReason.Budget })) return all;
        IReadOnlyList<Visit>[] repeats = [.. plan.Again(batch, Core.Sentinel.Disturbed(_journal, batch, plan.Spec.Warmup))];
        _repeats += repeats.Sum(r => r.Count);
        foreach (var again in repeats)
            all &= await RoundAsync([.. again.Where(v => !done.Contains(v))], visits, journal, cancel);
        return all;
    }

    /// <param name="isLast">Nothing is left in the batch that the time could be spent on.</param>
    Stop? Decide(bool isLast)
    {
        var round = clock.GetElapsedTime(_begun) / ++_rounds;
        var timeLeft = isLast || plan.Spec.BudgetMinutes is not { } minutes || clock.GetElapsedTime(_begun) + round <= TimeSpan.FromMinutes(minutes);
        return (plan.Spec.Stopping ?? StoppingRule.None).Decide(plan.LogRatios(_journal), timeLeft) as Stop;
    }

    bool IsStopped => _journal.Any(e => e is Stopped);

    async Task<bool> RoundAsync(Visit[] round, VisitRun visits, IJournal journal, CancellationToken cancel)
    {
        if (round.Length == 0) return true;
        if (ports.Sentinel is { } sentinel)
        {
            await Task.Delay(Rest, clock, cancel);
            journal.Append(new SentinelTaken(clock.GetUtcNow(), round[0].Batch, round[0].Round, await sentinel(cancel)));
        }
        var all = true;
        foreach (var visit in round)
        {
            cancel.ThrowIfCancellationRequested();
            ports.Progress.VisitBegins(visit, _journal.OfType<Ended>().DistinctBy(e => e.Visit).Count() + 1, plan.Visits.Count + _repeats);
            var outcome = await visits.RunAsync(visit, cancel);
            ports.Progress.VisitEnded(visit, outcome);
            all &= outcome is Measured;
        }
        return all;
    }

    /// <summary>A journal that the runner reads too: what has been measured decides when to stop.</summary>
    sealed class Remembering(IJournal journal, List<JournalEntry> entries) : IJournal
    {
        public void Append(JournalEntry entry)
        {
            journal.Append(entry);
            entries.Add(entry);
        }

        public string KeepRaw(Visit visit, string name, string text) => journal.KeepRaw(visit, name, text);
    }
}
