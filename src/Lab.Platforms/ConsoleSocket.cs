using System.Net.Sockets;
using System.Text;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>The Unix socket that a VM's second serial port connects to. The harness listens; QEMU's connect marks the start of the monitor.</summary>
public sealed class ConsoleSocket : IAsyncDisposable
{
    readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly TimeProvider _clock;
    readonly CancellationTokenSource _over = new();
    Task? _listening;
    volatile Ladder? _next, _connected;

    public ConsoleSocket(string path, TimeProvider clock)
    {
        (Path, _clock) = (path, clock);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.Delete(path);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        // libvirt runs QEMU as a user of its own.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        _listener.Listen(1);
    }

    public string Path { get; }

    /// <summary>The next machine that connects goes up this ladder: its connection and its lines count there, until the machine is gone or this is disposed.</summary>
    public void Follow(Ladder ladder)
    {
        _next = ladder;
        _listening ??= ListenAsync(_over.Token);
    }

    /// <summary>From now on the lines of the machine that is connected go to another ladder.</summary>
    public void Turn(Ladder ladder) => _next = _connected = ladder;

    /// <summary>One connection after the other: a machine that is started again is another one to QEMU.</summary>
    async Task ListenAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptAsync(cancel);
                _connected = _next;
                _connected!.Mark(Milestone.Monitor);
                await FollowAsync(connection, cancel);
                _connected.Fail(new TrialException("The machine closed its console before it was ready."));
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
    }

    async Task FollowAsync(Socket connection, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await connection.ReceiveAsync(buffer, cancel)) > 0;)
            {
                var stamp = _clock.GetTimestamp();
                foreach (var character in Encoding.UTF8.GetString(buffer, 0, read))
                    if (character != '\n')
                        text.Append(character);
                    else
                    {
                        _connected!.ConsoleLine(new OutputLine(false, text.ToString().TrimEnd('\r'), stamp));
                        text.Clear();
                    }
            }
        }
        catch (SocketException)
        {
            // The machine is gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        if (_listening is { } listening) await listening;
        _listener.Dispose();
        _over.Dispose();
        File.Delete(Path);
    }
}
