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
    Task _listening = Task.CompletedTask;

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

    /// <summary>Takes one connection and follows its lines until the machine is gone or this is disposed.</summary>
    public void Follow(Ladder ladder) => _listening = FollowAsync(ladder, _over.Token);

    async Task FollowAsync(Ladder ladder, CancellationToken cancel)
    {
        try
        {
            using var connection = await _listener.AcceptAsync(cancel);
            ladder.Mark(Milestone.Monitor);
            var text = new StringBuilder();
            var buffer = new byte[4096];
            for (int read; (read = await connection.ReceiveAsync(buffer, cancel)) > 0;)
            {
                var stamp = _clock.GetTimestamp();
                foreach (var character in Encoding.UTF8.GetString(buffer, 0, read))
                    if (character != '\n')
                        text.Append(character);
                    else
                    {
                        ladder.ConsoleLine(new OutputLine(false, text.ToString().TrimEnd('\r'), stamp));
                        text.Clear();
                    }
            }
            ladder.Fail(new TrialException("The machine closed its console before it was ready."));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The machine is gone, or nobody waits for it any more.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _listening;
        _listener.Dispose();
        _over.Dispose();
        File.Delete(Path);
    }
}
