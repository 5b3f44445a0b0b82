using System.Net;

namespace Lab.Core;

/// <summary>Runs one workload on an instance that is up: what it prepares, its service, the command itself, and its end.</summary>
/// <param name="client">Brings up what runs a command outside the instance: the same userland under the same limits.</param>
public sealed class TrialRun(IGuest guest, Func<CancellationToken, Task<IGuest>> client, TimeProvider clock)
{
    /// <summary>Port of a workload's own service where nothing else stands in the way.</summary>
    public const int ServicePort = 5201;
    static readonly TimeSpan ServiceLimit = TimeSpan.FromSeconds(30);
    /// <summary>Preparing may lay out a file on an emulated machine.</summary>
    static readonly TimeSpan PrepareLimit = TimeSpan.FromMinutes(3);

    /// <returns>What the command said, and how long it took by the harness's clock, the way in included.</returns>
    /// <exception cref="TrialException">Something before the command failed.</exception>
    public async Task<CommandOutput> RunAsync(Workload workload, CancellationToken cancel)
    {
        foreach (var words in workload.Prepare)
            await InsideAsync(words, PrepareLimit, cancel);
        if (workload.Service is not { } service) return await CommandAsync(workload, cancel);
        await InsideAsync(service.Start, ServiceLimit, cancel);
        try
        {
            await ReadyAsync(service, cancel);
            return await CommandAsync(workload, cancel);
        }
        finally
        {
            await InsideAsync(service.Stop, ServiceLimit, CancellationToken.None);
        }
    }

    async Task<CommandOutput> CommandAsync(Workload workload, CancellationToken cancel)
    {
        if (workload.DropCaches) await guest.DropCachesAsync(cancel);
        var command = Workload.At(workload.Command, workload.Outside ? Outside() : Inside()) with { TimeLimit = TimeSpan.FromSeconds(60 + 20 * workload.Seconds) };
        if (!workload.Outside) return await guest.RunAsync(command, cancel);
        await using var outside = await client(cancel);
        return await outside.RunAsync(command with { ReachesGuest = !IPAddress.IsLoopback(guest.Endpoint(ServicePort).Address) }, cancel);
    }

    async Task ReadyAsync(Service service, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        while (await guest.RunAsync(Workload.At(service.Ready, Inside()) with { TimeLimit = ServiceLimit }, cancel) is { ExitCode: not 0 } output)
        {
            if (clock.GetElapsedTime(begun) > ServiceLimit)
                throw new TrialException($"The service was not ready within {ServiceLimit.TotalSeconds} s: '{string.Join(' ', service.Ready)}' ends with {output.ExitCode}: {output.StandardError.Trim()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancel);
        }
    }

    async Task InsideAsync(IReadOnlyList<string> words, TimeSpan limit, CancellationToken cancel) =>
        (await guest.RunAsync(Workload.At(words, Inside()) with { TimeLimit = limit }, cancel)).OrThrow(string.Join(' ', words));

    ServicePlace Inside() => Place(guest.ListenAddress.Equals(IPAddress.Any) ? IPAddress.Loopback : guest.ListenAddress);

    ServicePlace Outside() => Place(guest.Endpoint(ServicePort).Address);

    ServicePlace Place(IPAddress address) => new($"{guest.ListenAddress}", $"{address}", guest.Endpoint(ServicePort).Port, guest.Endpoint(80).Port);
}
