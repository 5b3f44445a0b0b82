using System.ComponentModel;
using System.Runtime.InteropServices;
using CliWrap;
using Lab.Core;
using Command = Lab.Core.Command;

namespace Lab.Upstream;

/// <summary>The runner port over CliWrap.</summary>
/// <remarks>
/// CliWrap starts the command, feeds it and owns its pipes. Three things it does not do, so they are done here:
/// it waits for pipes that a grandchild holds, so the pipe targets give up half a second after the process ended;
/// its cancellation hides the exit code and knows no SIGTERM, so its tokens are not used;
/// and it leaves the command in the lab's session, so every command gets one of its own (setsid): Ctrl-C reaches only the lab,
/// there is no terminal to ask on, and the command's whole process group can be killed.
/// </remarks>
/// <param name="clock">Stamps the lines, measures the span and drives the time limit.</param>
/// <param name="networkNamespace">Namespace file that commands with <see cref="Command.ReachesGuest"/> enter, where it exists.</param>
public sealed partial class CliWrapRunner(TimeProvider clock, string? networkNamespace = null) : ICommandRunner
{
    /// <summary>How long pipes may stay open after the process ended: a grandchild may hold them for ever.</summary>
    static readonly TimeSpan PipeGrace = TimeSpan.FromMilliseconds(500);
    /// <summary>Between interrupt, terminate and kill.</summary>
    static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2), KillPause = TimeSpan.FromMilliseconds(10);
    const int Interrupt = 2, KillNow = 9, Terminate = 15, MayExecute = 1;

    public string Name { get; } = $"CliWrap {typeof(Cli).Assembly.GetName().Version?.ToString(3)}";

    public async Task<CommandOutput> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        // Not buffered: the log is complete even if the lab itself is killed.
        using var file = command.OutputFile is { } path ? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0) : null;
        var words = Words(command);
        var begun = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(command.TimeLimit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        using var abandon = new CancellationTokenSource();
        var gate = new Lock();
        var (output, error) = (new OutputLines(false, onLine, file, clock, gate), new OutputLines(true, onLine, file, clock, gate));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Start(Cli.Wrap(words[0])
            .WithArguments(words[1..])
            .WithEnvironmentVariables(command.Environment)
            .WithWorkingDirectory(command.WorkingDirectory ?? "")
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(NothingUntil(ended))
            .WithStandardOutputPipe(PipeTarget.Create((stream, _) => output.ReadAsync(stream, stop, abandon.Token)))
            .WithStandardErrorPipe(PipeTarget.Create((stream, _) => error.ReadAsync(stream, stop, abandon.Token))), command);
        bool byItself;
        TimeSpan elapsed;
        CommandResult result;
        try
        {
            await ended.Task.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            byItself = ended.Task.IsCompleted;
            if (!byItself) await EndAsync(running.ProcessId, ended.Task);
            elapsed = clock.GetElapsedTime(begun);
        }
        finally
        {
            abandon.CancelAfter(PipeGrace);
        }
        result = await running;
        if (!byItself) cancel.ThrowIfCancellationRequested();
        return new CommandOutput(result.ExitCode, output.Text, error.Text, TimedOut: !byItself, elapsed);
    }

    /// <summary>An empty standard input that also tells when the process has ended. CliWrap's own task cannot, as it ends with the pipes
    /// only; but it cancels a source that still stands when the process is gone.</summary>
    static PipeSource NothingUntil(TaskCompletionSource ended) => PipeSource.Create(async (input, gone) =>
    {
        await input.DisposeAsync();
        await Task.Delay(Timeout.Infinite, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.SetResult();
    });

    static CommandTask<CommandResult> Start(CliWrap.Command wrapped, Command command)
    {
        try
        {
            return wrapped.ExecuteAsync();
        }
        catch (Win32Exception e)
        {
            throw Missing(command.Program, e);
        }
    }

    string[] Words(Command command)
    {
        // Looked for here, because setsid and nsenter would report a missing program as an exit code only.
        var search = command.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        var places = command.Program.Contains('/') ? [Path.GetFullPath(command.WorkingDirectory ?? ".")] : search.Split(':');
        if (!places.Any(place => Access(Path.Combine(place, command.Program), MayExecute) == 0))
            throw Missing(command.Program);
        string[] enter = command.ReachesGuest && File.Exists(networkNamespace) ? ["nsenter", $"--net={networkNamespace}", "--"] : [];
        return ["setsid", .. enter, command.Program, .. command.Arguments];
    }

    static UsageException Missing(string program, Exception? inner = null) =>
        new($"{program} cannot be started: it is not there, or not executable. `./run doctor` shows what is missing; on Debian and Ubuntu `eng/install --yes` installs it.", inner);

    /// <summary>Interrupt, terminate, then kill: first the process alone, so that it can end its own children; at last all of its group.</summary>
    static async Task EndAsync(int id, Task ended)
    {
        foreach (var signal in (int[])[Interrupt, Terminate])
        {
            if (ended.IsCompleted) break;
            _ = SendSignal(id, signal);
            await ended.WaitAsync(EndGrace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _ = SendSignal(-id, KillNow);
        await ended.WaitAsync(EndGrace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A killed process is still there for a moment.
        for (var waited = TimeSpan.Zero; SendSignal(-id, 0) == 0 && waited < PipeGrace; waited += KillPause)
            await Task.Delay(KillPause);
        if (!ended.IsCompleted) throw new TrialException($"Process {id} survived SIGKILL. End it by hand.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string file, int mode);
}
