using Lab.Core;

namespace Lab.Platforms;

/// <summary>Takes the sentinel: the same work each time, a third of a second in all.</summary>
/// <param name="folder">Where the bytes are written; LAB_HOME where none is named.</param>
public sealed class HostSentinel(TimeProvider clock, string? folder = null)
{
    const int Steps = 50_000_000, CopyBytes = 64 << 20, WriteBytes = 4 << 20, Attempts = 3, CopyAttempts = 10;
    ulong _result;

    public Task<IReadOnlyList<Measurement>> TakeAsync(CancellationToken cancel)
    {
        byte[] from = new byte[CopyBytes], to = new byte[CopyBytes], block = new byte[WriteBytes];
        // Pages are given at the first touch, which is not part of the copy.
        Array.Fill(from, (byte)1);
        Array.Fill(to, (byte)2);
        if (folder is null) LabHome.Use();
        using var file = new FileStream(Path.Combine(folder ?? LabHome.Folder, "sentinel"), FileMode.Create,
            FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        IReadOnlyList<Measurement> values =
        [
            Sentinel.Cpu.Of(Best(Arithmetic, cancel)),
            Sentinel.Memory.Of(Best(() => Buffer.BlockCopy(from, 0, to, 0, CopyBytes), cancel, CopyAttempts)),
            Sentinel.Disk.Of(Best(() => Write(file, block), cancel)),
        ];
        return Task.FromResult(values);
    }

    double Best(Action work, CancellationToken cancel, int attempts = Attempts)
    {
        var best = double.PositiveInfinity;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            cancel.ThrowIfCancellationRequested();
            var begun = clock.GetTimestamp();
            work();
            best = Math.Min(best, clock.GetElapsedTime(begun).TotalSeconds);
        }
        return best;
    }

    /// <summary>Each step needs the one before it, so that no two can be done at once.</summary>
    void Arithmetic()
    {
        var state = 0x9e3779b97f4a7c15 ^ _result;
        for (var i = 0; i < Steps; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }
        _result = state & 1; // Kept, or the loop could be left out.
    }

    static void Write(FileStream file, byte[] block)
    {
        file.Position = 0;
        file.Write(block);
        file.Flush(flushToDisk: true);
    }
}
