#pragma warning disable RS0030 // This is the one file that touches processes.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>Runs commands without a package: argument lists, no terminal, no stdin, lines stamped on arrival, memory bounded.</summary>
/// <remarks>
/// Every command gets a session of its own (setsid). So it has no terminal to ask on, Ctrl-C reaches only the lab, which then decides
/// (Vagrant skips its clean-up when a second interrupt follows the first), and what belongs to it is found even when its parent is gone.
/// The price is one more exec, about 1 ms for each command. Closing the terminal ends the lab alone: the next start finds the leftovers.
/// </remarks>
/// <param name="clock">Stamps the lines, measures the span and drives the time limit.</param>
/// <param name="networkNamespace">Namespace file that commands with <see cref="Command.ReachesGuest"/> enter, where it exists.</param>
public sealed partial class CommandRunner(TimeProvider clock, string? networkNamespace = null) : ICommandRunner
{
    /// <summary>How long pipes may stay open after the process ended: a grandchild may hold them for ever.</summary>
    static readonly TimeSpan PipeGrace = TimeSpan.FromMilliseconds(500);
    /// <summary>Between interrupt, terminate and kill; and how long killed processes may take to go.</summary>
    static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);
    static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(20);
    const int Interrupt = 2, KillNow = 9, Terminate = 15, MayExecute = 1;
    const string UsualPath = "/usr/local/bin:/usr/bin:/bin";

    static readonly string[] OwnSession = IsProgram("setsid", Environment.GetEnvironmentVariable("PATH"), "") ? ["setsid"] : [];

    public string Name => "built-in";

    public async Task<CommandOutput> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        // Not buffered: the log is complete even if the lab itself is killed.
        using var file = command.OutputFile is { } path ? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0) : null;
        var begun = clock.GetTimestamp();
        using var process = Start(command);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(command.TimeLimit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        using var abandon = new CancellationTokenSource();
        var gate = new Lock();
        var (output, error) = (new OutputLines(false, onLine, file, clock, gate), new OutputLines(true, onLine, file, clock, gate));
        var pumps = Task.WhenAll(
            Task.Run(() => output.ReadAsync(process.StandardOutput.BaseStream, stop, abandon.Token), CancellationToken.None),
            Task.Run(() => error.ReadAsync(process.StandardError.BaseStream, stop, abandon.Token), CancellationToken.None));
        bool byItself;
        TimeSpan elapsed;
        try
        {
            byItself = await EndedAsync(process, stop.Token);
            if (!byItself) await EndAsync(process, command);
            elapsed = clock.GetElapsedTime(begun);
        }
        finally
        {
            abandon.CancelAfter(PipeGrace);
            await pumps;
        }
        if (!byItself) cancel.ThrowIfCancellationRequested();
        return new CommandOutput(process.ExitCode, output.Text, error.Text, TimedOut: !byItself, elapsed);
    }

    /// <summary>Runs a command on the lab's own terminal, for a person to type in; it ends when they end it, and its output is not seen.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> OnTerminalAsync(Command command)
    {
        string[] words = [.. Entering(command), command.Program, .. command.Arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = command.WorkingDirectory ?? "" };
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw Missing(words[0], e.Message, e);
        }
    }

    /// <summary>CPU time of this program so far, all threads, in seconds; without the commands it ran.</summary>
    public static double OwnCpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Kills one process, by its id.</summary>
    public static void Kill(int id) => _ = SendSignal(id, KillNow);

    Process Start(Command command)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in command.Environment)
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        var enter = Entering(command);
        // Looked for here, because setsid and nsenter would report a missing program as an exit code only.
        foreach (var program in enter.Take(1).Append(command.Program))
            if (!IsProgram(program, start.Environment.TryGetValue("PATH", out var search) ? search : null, start.WorkingDirectory))
                throw Missing(program, "it is not there, or not executable");
        string[] words = [.. OwnSession, .. enter, command.Program, .. command.Arguments];
        start.FileName = words[0];
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Missing(command.Program, e.Message, e);
        }
    }

    string[] Entering(Command command) => command.ReachesGuest && networkNamespace is not null && File.Exists(networkNamespace) && !IsOurs(networkNamespace)
        ? ["nsenter", $"--net={networkNamespace}", "--"] : [];

    static UsageException Missing(string program, string why, Exception? inner = null) =>
        new($"{program} cannot be started: {why}. `./run doctor` shows what is missing; on Debian and Ubuntu `eng/install --yes` installs it.", inner);

    static bool IsProgram(string program, string? search, string folder)
    {
        var places = program.Contains('/') ? [Path.GetFullPath(folder.Length > 0 ? folder : ".")] : (search ?? UsualPath).Split(':');
        return places.Select(place => Path.Combine(place, program)).Any(file => File.Exists(file) && Access(file, MayExecute) == 0);
    }

    /// <summary>Whether the lab itself is in that network namespace. The file is a mount, whose root names the namespace.</summary>
    static bool IsOurs(string namespaceFile) =>
        new FileInfo("/proc/self/ns/net").LinkTarget is { } ours
        && File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ') is [_, _, _, var root, var place, ..] && root == ours && place == namespaceFile);

    static async Task<bool> EndedAsync(Process process, CancellationToken until)
    {
        await process.WaitForExitAsync(until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.HasExited;
    }

    /// <summary>Interrupt, terminate, then kill: first the process alone, so that it can end its own children; at last what is left of its tree.</summary>
    static async Task EndAsync(Process process, Command command)
    {
        var tree = new HashSet<Relative>();
        foreach (var signal in (int[])[Interrupt, Terminate])
        {
            tree.UnionWith(Relative.Of(process.Id));
            if (process.HasExited) break;
            _ = SendSignal(process.Id, signal);
            using var grace = new CancellationTokenSource(EndGrace);
            if (await EndedAsync(process, grace.Token)) break;
        }
        // In rounds, because a tree can grow while it is killed.
        for (var waited = TimeSpan.Zero; waited < EndGrace; waited += KillPause)
        {
            tree.UnionWith(Relative.Of(process.Id));
            tree.RemoveWhere(relative => !relative.Lives);
            if (tree.Count == 0 && process.HasExited) return;
            foreach (var relative in tree)
                Kill(relative.Id);
            if (!process.HasExited) Kill(process.Id);
            await Task.Delay(KillPause);
        }
        throw new TrialException($"'{command}' could not be ended: {string.Join(", ", tree.Select(r => r.Id).Append(process.Id))} survived SIGKILL or belong to another user. End them by hand.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string file, int mode);

    /// <summary>A process that belongs to a command. Its start time tells it from a later one with the same id.</summary>
    sealed record Relative(int Id, int Parent, int Session, string Started)
    {
        public bool Lives => Read(Id)?.Started == Started;

        /// <summary>All that descend from a process or live in the session that it leads.</summary>
        public static List<Relative> Of(int ancestor)
        {
            var all = Directory.GetDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? Read(id) : null).OfType<Relative>().ToList();
            var children = all.ToLookup(p => p.Parent);
            var found = all.Where(p => p.Session == ancestor && p.Id != ancestor).ToList();
            for (var next = children[ancestor].ToList(); next.Count > 0; next = [.. next.SelectMany(p => children[p.Id])])
                found.AddRange(next);
            return found;
        }

        /// <summary>Null for a process that is gone or only waits to be reaped.</summary>
        static Relative? Read(int id)
        {
            try
            {
                var fields = ProcFs.StatFields(File.ReadAllText($"/proc/{id}/stat"));
                return fields[0] is "Z" or "X" ? null : new Relative(id, int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture), fields[19]);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}
