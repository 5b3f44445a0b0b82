using System.Runtime.InteropServices;

namespace Lab;

/// <summary>The exit codes of every verb.</summary>
public static class ExitCode
{
    public const int Ok = 0, SomeFailed = 1, Usage = 2, Interrupted = 130;
}

/// <summary>Ctrl-C, a hang-up or a polite kill cancels the token once; the verbs then tear down what is up.</summary>
sealed class Interrupt : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration[] _registrations;

    public Interrupt() => _registrations =
    [
        .. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (!_source.IsCancellationRequested)
                Console.Error.WriteLine("\nInterrupted: taking down what is up. This takes some seconds.");
            _source.Cancel();
        })),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }
}
