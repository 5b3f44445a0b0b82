using System.Threading.Channels;
using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>A visit under way: the lab's own visit, which waits between its footprints for what BenchmarkDotNet asks for next.
/// So what a benchmark shares with the others of its round and platform, the instance, is brought up once.</summary>
sealed class OpenVisit
{
    readonly Channel<Func<IGuest, CancellationToken, Task<Outcome>>> _work = Channel.CreateUnbounded<Func<IGuest, CancellationToken, Task<Outcome>>>(), _change = Channel.CreateUnbounded<Func<IGuest, CancellationToken, Task<Outcome>>>();
    readonly HashSet<string> _done = [];

    public OpenVisit(VisitRun visits, Visit visit, CancellationToken cancel)
    {
        Visit = visit;
        Ended = visits.RunAsync(visit, new VisitWork((guest, token) => ServeAsync(_work.Reader, guest, token), (guest, token) => ServeAsync(_change.Reader, guest, token)), cancel);
    }

    public Visit Visit { get; }

    /// <summary>How the visit ends; faulted where its instance could not be removed.</summary>
    public Task<Outcome> Ended { get; }

    /// <summary>Returns when the instance is up and its idle footprint taken, or the visit has failed.</summary>
    public Task UpAsync() => DoAsync(_work, (_, _) => Task.FromResult<Outcome>(new Measured([])));

    /// <summary>Does an operation, once however often it is asked for; returns when it is done, or the visit has failed.</summary>
    public Task DoAsync(Operation operation, Func<IGuest, CancellationToken, Task<Outcome>> what)
    {
        if (!_done.Add(operation.Workload.Id)) return Task.CompletedTask;
        if (operation.Turn == Turn.Change) _work.Writer.TryComplete();
        return DoAsync(operation.Turn == Turn.Change ? _change : _work, what);
    }

    /// <summary>Nothing more is asked for: takes what is left of the visit to its end.</summary>
    public Task<Outcome> EndAsync()
    {
        _work.Writer.TryComplete();
        _change.Writer.TryComplete();
        return Ended;
    }

    async Task DoAsync(Channel<Func<IGuest, CancellationToken, Task<Outcome>>> channel, Func<IGuest, CancellationToken, Task<Outcome>> what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Writer.TryWrite(async (guest, cancel) =>
        {
            try
            {
                return await what(guest, cancel);
            }
            finally
            {
                done.SetResult();
            }
        });
        await Task.WhenAny(done.Task, Ended);
    }

    static async Task<Outcome> ServeAsync(ChannelReader<Func<IGuest, CancellationToken, Task<Outcome>>> asked, IGuest guest, CancellationToken cancel)
    {
        Outcome outcome = new Measured([]);
        await foreach (var what in asked.ReadAllAsync(cancel))
            if (await what(guest, cancel) is Failed failed)
                outcome = failed;
        return outcome;
    }
}
