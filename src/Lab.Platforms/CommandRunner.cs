#pragma warning disable RS0030 // This is the one file that touches processes.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>Runs commands without a package: argument lists, no terminal, no stdin, lines stamped on arrival, memory bounded.</summary>
/// <param name="clock">Stamps the lines and measures the span.</param>
/// <param name="networkNamespace">Namespace file that commands with <see cref="Command.ReachesGuest"/> enter, where it exists.</param>
public sealed partial class CommandRunner(TimeProvider clock, string? networkNamespace = null) : ICommandRunner
{
    /// <summary>How long pipes may stay open after the process ended: a grandchild may hold them for ever.</summary>
    static readonly TimeSpan PipeGrace = TimeSpan.FromMilliseconds(500);
    /// <summary>Between interrupt, terminate and kill.</summary>
    static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);
    const int Interrupt = 2, KillNow = 9, Terminate = 15;

    public string Name => "built-in";

    public async Task<CommandOutput> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        await using var file = command.OutputFile is { } path ? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read) : null;
        var begun = clock.GetTimestamp();
        using var process = Start(command);
        var output = new StreamReaderOf(process.StandardOutput.BaseStream, false, clock, onLine, file);
        var error = new StreamReaderOf(process.StandardError.BaseStream, true, clock, onLine, file);
        process.StandardInput.Close();
        using var pipes = new CancellationTokenSource();
        var pumps = Task.WhenAll(output.PumpAsync(pipes.Token), error.PumpAsync(pipes.Token));
        var (timedOut, cancelled) = (false, false);
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            limit.CancelAfter(command.TimeLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled = cancel.IsCancellationRequested;
                timedOut = !cancelled;
                await EndAsync(process);
            }
        }
        var elapsed = clock.GetElapsedTime(begun);
        await Task.WhenAny(pumps, Task.Delay(PipeGrace, CancellationToken.None));
        await pipes.CancelAsync();
        if (cancelled) cancel.ThrowIfCancellationRequested();
        return new CommandOutput(process.ExitCode, output.Text, error.Text, timedOut, elapsed);
    }

    Process Start(Command command)
    {
        var enters = command.ReachesGuest && networkNamespace is not null && File.Exists(networkNamespace);
        IReadOnlyList<string> words = [.. enters ? ["nsenter", $"--net={networkNamespace}", "--"] : (string[])[], command.Program, .. command.Arguments];
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UsageException($"{command.Program} cannot be started: {e.Message}. `./run doctor` shows what is missing; on Debian and Ubuntu `eng/install --yes` installs it.", e);
        }
    }

    /// <summary>Interrupt, terminate, then kill: first the process alone, so that it can end its own children; at last what is left of its tree.</summary>
    static async Task EndAsync(Process process)
    {
        var tree = Descendants(process.Id);
        foreach (var signal in (int[])[Interrupt, Terminate])
        {
            _ = SendSignal(process.Id, signal);
            using var grace = new CancellationTokenSource(EndGrace);
            try
            {
                await process.WaitForExitAsync(grace.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                // It did not listen; the next signal is stronger.
            }
        }
        foreach (var id in tree.Union(process.HasExited ? [] : Descendants(process.Id)))
            Kill(id);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Kills one process, by its id.</summary>
    public static void Kill(int id) => _ = SendSignal(id, KillNow);

    /// <summary>CPU time of this program so far, all threads, in seconds.</summary>
    public static double OwnCpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>All processes below one, by the parents that /proc tells.</summary>
    static List<int> Descendants(int ancestor)
    {
        var children = Directory.Exists("/proc") ? ProcFs.Parents().ToLookup(p => p.Parent, p => p.Id) : Enumerable.Empty<(int Parent, int Id)>().ToLookup(p => p.Parent, p => p.Id);
        var found = new List<int>();
        for (var next = children[ancestor].ToList(); next.Count > 0; next = [.. next.SelectMany(id => children[id])])
            found.AddRange(next);
        return found;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);

    /// <summary>Turns the bytes of one stream into stamped lines, and keeps the end of it.</summary>
    sealed class StreamReaderOf(Stream stream, bool isError, TimeProvider clock, Action<OutputLine>? onLine, FileStream? file)
    {
        const int Kept = 1 << 20;
        readonly StringBuilder _text = new();
        readonly List<byte> _line = [];

        public string Text
        {
            get
            {
                lock (_text)
                    return _text.ToString();
            }
        }

        public async Task PumpAsync(CancellationToken cancel)
        {
            var buffer = new byte[16 << 10];
            var decoder = Encoding.UTF8.GetDecoder();
            var characters = new char[buffer.Length + 4];
            try
            {
                for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
                {
                    var stamp = clock.GetTimestamp();
                    if (file is not null)
                        lock (file)
                            file.Write(buffer, 0, read);
                    lock (_text)
                    {
                        _text.Append(characters, 0, decoder.GetChars(buffer, 0, read, characters, 0));
                        if (_text.Length > 2 * Kept) _text.Remove(0, _text.Length - Kept);
                    }
                    if (onLine is not null) Deliver(buffer.AsSpan(0, read), stamp, onLine);
                }
                if (_line.Count > 0 && onLine is not null) Deliver("\n"u8, clock.GetTimestamp(), onLine);
            }
            catch (OperationCanceledException)
            {
                // The process has ended, and something else holds the pipe.
            }
        }

        void Deliver(ReadOnlySpan<byte> bytes, long stamp, Action<OutputLine> to)
        {
            foreach (var value in bytes)
            {
                if (value != (byte)'\n' && _line.Count < Kept)
                {
                    _line.Add(value);
                    continue;
                }
                to(new OutputLine(isError, Encoding.UTF8.GetString([.. _line]).TrimEnd('\r'), stamp));
                _line.Clear();
                if (value != (byte)'\n') _line.Add(value);
            }
        }
    }
}
