using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Core;

/// <summary>Turns the bytes of one stream into stamped lines, and keeps the end of it. For implementations of <see cref="ICommandRunner"/>.</summary>
/// <param name="isError">Whether this is standard error.</param>
/// <param name="onLine">Gets each line; null if nobody listens.</param>
/// <param name="copy">Gets the bytes as they come; null if nobody wants them.</param>
/// <param name="clock">Stamps the lines.</param>
/// <param name="gate">Both streams of a command share one, so that lines and copied bytes come one at a time.</param>
public sealed class OutputLines(bool isError, Action<OutputLine>? onLine, Stream? copy, TimeProvider clock, Lock gate)
{
    const int Kept = 1 << 20, LongestLine = 1 << 20;
    readonly List<byte> _end = [], _line = [];
    long _arrival;

    /// <summary>The end of the stream: 1 MiB at most.</summary>
    public string Text => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_end)[Math.Max(0, _end.Count - Kept)..]);

    /// <summary>Reads to the end, or until the stream is abandoned because something else than the command holds it.
    /// A line longer than 1 MiB comes in pieces; what stands at the end without a line feed is a line too.
    /// Where a line or the copy cannot be delivered, the command is stopped and the error thrown.</summary>
    public async Task ReadAsync(Stream stream, CancellationTokenSource stop, CancellationToken abandon)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await ReadAsync(stream, buffer, abandon) is > 0 and var read)
            {
                _arrival = clock.GetTimestamp();
                Take(buffer.AsSpan(0, read));
            }
            if (_line.Count > 0) Deliver(_line.Count);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    static async Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken abandon)
    {
        var read = stream.ReadAsync(buffer, abandon).AsTask();
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return read.IsCanceled ? 0 : await read;
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        if (copy is not null)
            lock (gate)
                copy.Write(bytes);
        _end.AddRange(bytes);
        if (_end.Count > Kept + Kept / 4) _end.RemoveRange(0, _end.Count - Kept);
        while (onLine is not null && !bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            _line.AddRange(end < 0 ? bytes : bytes[..end]);
            if (_line.Count > LongestLine) Deliver(LongestLine);
            if (end < 0) return;
            Deliver(_line.Count);
            bytes = bytes[(end + 1)..];
        }
    }

    void Deliver(int length)
    {
        var text = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_line)[..length]).TrimEnd('\r');
        _line.RemoveRange(0, length);
        lock (gate)
            onLine!(new OutputLine(isError, text, _arrival));
    }
}
