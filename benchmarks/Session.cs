using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>Takes benchmarks in the order of the plan: opens a visit with its first, ends it before the next one's, and reads every number off the journal.</summary>
/// <param name="visits">The lab's visits; they write to <paramref name="journal"/>.</param>
/// <param name="recover">Makes the host clean again after a tear-down that failed: starts what does not run, removes what is left, and throws if that cannot be done.</param>
sealed class Session(Plan plan, VisitRun visits, Journal journal, ICommandRunner runner, TimeProvider clock, Func<Task> recover, Action<string> say, CancellationToken cancel)
{
    OpenVisit? _open;
    string? _dirty;

    /// <summary>Longest time of one operation on an instance; what brings it up and takes it down has limits of its own.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);

    /// <summary>What failed beside what the analysis of the journal counts as failed.</summary>
    public List<string> Failures { get; } = [];

    /// <exception cref="OperationCanceledException">The run was interrupted.</exception>
    /// <exception cref="UsageException">The study folder cannot be written.</exception>
    public async Task<Taken> TakeAsync(Visit visit, Reading reading)
    {
        cancel.ThrowIfCancellationRequested();
        if (_open?.Visit != visit)
        {
            await CloseAsync();
            if (_dirty is not null) return Taken.Failed(_dirty);
            _open = new OpenVisit(visits, visit, cancel);
        }
        var open = _open;
        await (reading.Turn switch
        {
            Turn.Up => open.UpAsync(),
            Turn.Down => CloseAsync(),
            _ => open.DoAsync(reading.Operation!, (guest, token) => TrialAsync(visit, reading.Operation!, guest, token)),
        });
        cancel.ThrowIfCancellationRequested();
        return journal.Find(visit, reading) is { } seconds ? new Taken(seconds, null) : Taken.Failed(await WhyAsync(open, reading));
    }

    /// <summary>Ends the visit that is open, if there is one. If its instance could not be removed, tries to make the host clean.</summary>
    public async Task CloseAsync()
    {
        if (_open is not { } open) return;
        _open = null;
        try
        {
            await open.EndAsync();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Interrupted, and taken down.
        }
        catch (Exception e) when (e is not UsageException)
        {
            // Nobody goes on with this visit as --resume would, so it ends here, and what it measured counts.
            journal.Append(new Ended(clock.GetUtcNow(), open.Visit, new Failed("tear-down", Message(e))));
            var why = $"round {open.Visit.Round}, {open.Visit.Platform}, tear-down: {Message(e)}";
            if (open.Visit.Warmup) Failures.Add(why);
            say($"FAILED: {why}");
            await RecoverAsync();
        }
    }

    async Task RecoverAsync()
    {
        try
        {
            await recover();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _dirty = $"The host could not be made clean after a failure, so nothing more is measured: {Message(e)}";
            Failures.Add(_dirty);
            say(_dirty);
        }
    }

    Task<Outcome> TrialAsync(Visit visit, Operation operation, IGuest guest, CancellationToken token)
    {
        var trial = plan.TrialsOf(visit).Single(t => t.Workload == operation.Workload.Id);
        return visits.TrialAsync(trial, guest, operation.Run is { } run ? limited => RunAsync(run, new Doing(guest, journal.NonceOf(visit), runner, clock, limited)) : null, token);
    }

    /// <summary>Whatever an operation throws, a mistake in it too, is a failed trial; and one without end is ended.</summary>
    async Task<CommandOutput> RunAsync(Func<Doing, Task<string>> run, Doing doing)
    {
        using var limit = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(doing.Cancel, limit.Token);
        var begun = clock.GetTimestamp();
        try
        {
            var text = await run(doing with { Cancel = either.Token });
            return new CommandOutput(0, text, "", false, clock.GetElapsedTime(begun));
        }
        catch (OperationCanceledException e) when (!doing.Cancel.IsCancellationRequested)
        {
            throw new TrialException($"It did not end within {Longest.TotalMinutes:0} minutes.", e);
        }
        catch (Exception e) when (e is not (TrialException or OperationCanceledException))
        {
            throw new TrialException($"{e.GetType().Name}: {e.Message}", e);
        }
    }

    async Task<string> WhyAsync(OpenVisit open, Reading reading)
    {
        if (journal.FailureOf(open.Visit, reading) is { } failure) return failure;
        if (!open.Ended.IsCompleted) return $"{reading.Metric.Id} was not taken: this platform has no such moment.";
        try
        {
            return await open.Ended is Failed failed ? $"{failed.Phase}: {failed.Message}" : $"{reading.Metric.Id} was not taken.";
        }
        catch (Exception e) when (e is not (OperationCanceledException or UsageException))
        {
            return Message(e);
        }
    }

    static string Message(Exception e) => (e is DirtyHostException ? e.InnerException?.Message : null) ?? e.Message;
}
