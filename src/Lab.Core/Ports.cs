using System.Net;

namespace Lab.Core;

/// <summary>A command as words; never a shell string.</summary>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables to add to the environment; null as a value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
    public string? WorkingDirectory { get; init; }
    /// <summary>After this the command is ended with its whole tree and <see cref="CommandOutput.TimedOut"/> is set.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);
    /// <summary>A file that receives the whole output, whatever its size; memory keeps only the end of it.</summary>
    public string? OutputFile { get; init; }
    /// <summary>Run inside the lab's network namespace where there is one: for commands that must reach a guest.</summary>
    public bool ReachesGuest { get; init; }

    public override string ToString() => string.Join(' ', Arguments.Prepend(Program));
}

/// <summary>One line of output, stamped when its last byte arrived (ticks of the harness's <see cref="TimeProvider"/>).</summary>
public readonly record struct OutputLine(bool IsError, string Text, long Timestamp);

/// <param name="ExitCode">Exit code; 128 + signal where a signal ended it.</param>
/// <param name="StandardOutput">The end of standard output (1 MiB at most).</param>
/// <param name="StandardError">The end of standard error (1 MiB at most).</param>
public sealed record CommandOutput(int ExitCode, string StandardOutput, string StandardError, bool TimedOut, TimeSpan Elapsed)
{
    /// <summary>The output itself if the command ended with 0; else an error that quotes it.</summary>
    /// <exception cref="TrialException">The command failed or ran out of time.</exception>
    public CommandOutput OrThrow(string what) => ExitCode == 0 && !TimedOut
        ? this
        : throw new TrialException($"{what} {(TimedOut ? "did not end in time" : $"ended with {ExitCode}")}: {Tail(StandardError.Length > 0 ? StandardError : StandardOutput)}");

    static string Tail(string text) => text.Trim() is { Length: > 600 } t ? "…" + t[^600..] : text.Trim();
}

/// <summary>Port: runs a command. One implementation is built in; another wraps CliWrap (src/Lab.Upstream).</summary>
public interface ICommandRunner
{
    /// <summary>What it is, for the record: "built-in" or the package and its version.</summary>
    string Name { get; }

    /// <summary>Runs the command to its end. Cancelling ends it and its whole tree (interrupt, terminate, kill).</summary>
    /// <exception cref="UsageException">The program is not there.</exception>
    Task<CommandOutput> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken cancel = default);
}

/// <summary>What a container is created from.</summary>
public sealed record ContainerSpec(string Image, string Name)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    /// <summary>Empty: the image's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    /// <summary>CPUs it may use, as in cpuset: "0-1".</summary>
    public required string CpuSet { get; init; }
    public required long MemoryBytes { get; init; }
    /// <summary>A runtime that Docker knows by name; null for its default.</summary>
    public string? Runtime { get; init; }
    public string NetworkMode { get; init; } = "bridge";
    /// <summary>Files that a process may have open: the limit of a login on a machine, so that all platforms have the same.</summary>
    public int OpenFiles { get; init; } = GuestSpec.OpenFiles;
    /// <summary>Where an anonymous volume is mounted; null for none.</summary>
    public string? Volume { get; init; }
}

/// <summary>Port: the life of a container. One implementation is built in; another wraps Testcontainers (src/Lab.Upstream).</summary>
public interface IContainers
{
    string Name { get; }
    /// <summary>Creates a container and returns its id.</summary>
    Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancel = default);
    Task StartAsync(string id, CancellationToken cancel = default);
    Task<CommandOutput> ExecAsync(string id, Command command, CancellationToken cancel = default);
    Task CopyAsync(string id, string path, ReadOnlyMemory<byte> content, CancellationToken cancel = default);
    Task StopAsync(string id, CancellationToken cancel = default);
    /// <summary>Removes it with its anonymous volumes, running or not; one that is gone already is no error.</summary>
    Task RemoveAsync(string id, CancellationToken cancel = default);
}

/// <summary>What every platform is asked to bring up: the same for all.</summary>
/// <param name="Nonce">Random UUID of the instance, lower case.</param>
/// <param name="Name">Name of everything that belongs to it on the host; begins with "lab-".</param>
/// <param name="CpuSet">The measured CPUs, as in cpuset: "0-1".</param>
public sealed record GuestSpec(string Nonce, string Name, int Cpus, string CpuSet, long MemoryBytes)
{
    /// <summary>Files that a process may have open on every platform; the usual limit of a login on Linux.</summary>
    public const int OpenFiles = 1024;

    /// <summary>A known delay before the web server starts; only calibration asks for one.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>True where the instance gets a volume at /vol, beside its own disk.</summary>
    public bool Volume { get; init; }

    /// <summary>A new instance with a random identity.</summary>
    public static GuestSpec New(int cpus, string cpuSet, long memoryBytes)
    {
        var nonce = Guid.NewGuid().ToString();
        return new GuestSpec(nonce, $"lab-{nonce[..8]}", cpus, cpuSet, memoryBytes);
    }
}

/// <summary>Where work can run: host, container, vm.</summary>
public interface IPlatform
{
    string Id { get; }
    /// <summary>The honest name for people, for example "vm (QEMU, emulated)".</summary>
    string Label { get; }
    /// <summary>Why it cannot be used here, with what to do about it; null if it can.</summary>
    Task<string?> WhyUnusableAsync(CancellationToken cancel);
    /// <summary>True where its instances are <see cref="ICopyTarget"/>.</summary>
    bool CanCopy => false;
    /// <summary>True where its instances are <see cref="ISwitchable"/>.</summary>
    bool CanSwitch => false;
    /// <summary>Everything that must not be timed.</summary>
    Task PrepareAsync(CancellationToken cancel);
    /// <summary>Brings one instance up and marks the ladder on the way. Does not wait for ready. What it made is removed if it throws.</summary>
    Task<IGuest> BringUpAsync(GuestSpec spec, Ladder ladder, CancellationToken cancel);
}

/// <summary>One instance that is up. Disposing removes it and all that belongs to it.</summary>
public interface IGuest : IAsyncDisposable
{
    Task<CommandOutput> RunAsync(Command command, CancellationToken cancel);
    /// <summary>The memory and disk ledger, read from the host.</summary>
    Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel);
    /// <summary>What only the host knows of it, for the equivalence certificate: limits as the kernel enforces them, pinning, cache, paths.</summary>
    Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel);
    /// <summary>Where a port of the instance is reached from outside.</summary>
    IPEndPoint Endpoint(int port);
    /// <summary>Where a service in the instance may listen: all addresses where the network is its own, else one that no other machine reaches.</summary>
    IPAddress ListenAddress { get; }
    /// <summary>Writes back and drops the page caches of the host and, where it has one, of the instance.</summary>
    Task DropCachesAsync(CancellationToken cancel);
}

/// <summary>An instance into which the platform itself can copy a file.</summary>
public interface ICopyTarget
{
    /// <param name="file">A file of the host.</param>
    /// <param name="path">Where it goes in the instance: a folder that everybody may write to.</param>
    Task CopyInAsync(string file, string path, CancellationToken cancel);
}

/// <summary>An instance whose web server can be started anew while the rest of it stays as it is.</summary>
public interface IServiceRestart
{
    /// <summary>Ends the beacon with its web server and starts it again. Returns when that has been asked for; the ladder gets its lines.</summary>
    /// <param name="delay">A known delay before the web server starts.</param>
    Task RestartServiceAsync(TimeSpan delay, Ladder ladder, CancellationToken cancel);
}

/// <summary>An instance that can be paused, and stopped and started again, and stays the same one.</summary>
public interface ISwitchable
{
    Task PauseAsync(CancellationToken cancel);
    Task ResumeAsync(CancellationToken cancel);
    /// <summary>Ends what runs in it in an orderly way and returns when it is off.</summary>
    Task StopAsync(CancellationToken cancel);
    /// <summary>Marks power-on and returns when the platform has taken the request; the ladder says when it is ready.</summary>
    Task StartAsync(Ladder ladder, CancellationToken cancel);
}
