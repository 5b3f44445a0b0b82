using System.Net;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>One machine for all tests that only work in one. It boots once; its memory and disks are saved when nothing but its boot has happened,
/// and brought back before each further test. What can be seen in it must then be what could be seen at first.</summary>
public sealed class SharedMachine : IAsyncDisposable
{
    /// <summary>What a test could leave: processes, files where it may write, mounts. The parts of systemd come and go by themselves.</summary>
    const string Look = """
        ps --ppid 2 -p 2 --deselect -o comm= | grep -vE '^(ps|sh|env|bash|sudo|sshd|sort|grep|systemd.*|\(sd-pam\)|\(.*\))$' | sort
        find /root /home /tmp /var/tmp /srv /usr/local /etc /vol -xdev -printf '%p %s %T@\n' | sort
        findmnt -rno TARGET,SOURCE | sort
        systemctl is-system-running
        """;

    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    readonly RealParts _real = new();
    readonly string _saved = Directory.CreateTempSubdirectory("lab-machine-").FullName;
    IGuest? _guest;
    Ladder? _ladder;
    string _seen = "";
    bool _isUsed;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal GuestSpec Spec { get; }

    internal IPAddress Address => _guest!.Endpoint(80).Address;

    /// <summary>How it came up.</summary>
    internal IReadOnlyList<Measurement> Rungs => _ladder!.Rungs();

    /// <summary>The machine has 1 GiB, a volume, and one CPU: not the first, on which the machines of other lanes boot meanwhile.</summary>
    public SharedMachine() => Spec = OnItsCpu(_real.Spec() with { Volume = true });

    /// <summary>An instance with the machine's CPU.</summary>
    internal static GuestSpec OnItsCpu(GuestSpec spec) => spec with { Cpus = 1, CpuSet = $"{Math.Min(1, Environment.ProcessorCount - 1)}" };

    /// <summary>The machine as it was after its boot.</summary>
    internal async Task<IGuest> TakeAsync()
    {
        if (_guest is null)
        {
            var platform = await _real.RequireAsync("vm");
            _guest = await RealParts.OnceMoreAsync(async () =>
            {
                _ladder = new Ladder(_real.Tools.Clock, Spec.Nonce);
                var guest = await platform.BringUpAsync(Spec, _ladder, Cancel);
                await _ladder.Work.WaitAsync(Runner.ReadyLimit, Cancel);
                return guest;
            });
            // Until the last unit has started, and what that left to be written is written.
            await _guest.RunAsync(new Command("systemctl", "is-system-running", "--wait") { TimeLimit = TimeSpan.FromMinutes(3) }, Cancel);
            (await _guest.RunAsync(new Command("sync"), Cancel)).OrThrow("sync");
            _seen = await SeenAsync();
            await VirshAsync("save", Spec.Name, $"{_saved}/memory");
            foreach (var disk in Disks()) await CopyAsync(disk, _saved);
            await RestoreAsync();
        }
        else if (_isUsed)
        {
            await VirshAsync("destroy", Spec.Name);
            foreach (var disk in Disks()) await CopyAsync(Path.Combine(_saved, Path.GetFileName(disk)), Path.GetDirectoryName(disk)!);
            await RestoreAsync();
        }
        await AssertAsNewAsync();
        _isUsed = true;
        return _guest;
    }

    internal async Task AssertAsNewAsync() => Assert.Equal(_seen, await SeenAsync());

    static string Pool => Path.Combine(LabHome.Folder, "pool");

    IEnumerable<string> Disks() => Directory.EnumerateFiles(Pool, $"{Spec.Name}*");

    /// <summary>The bridge takes a while to let the machine's network through again.</summary>
    async Task RestoreAsync()
    {
        await VirshAsync("restore", $"{_saved}/memory");
        var begun = _real.Tools.Clock.GetTimestamp();
        while ((await _guest!.RunAsync(new Command("true") { TimeLimit = TimeSpan.FromSeconds(20) }, Cancel)).ExitCode != 0)
        {
            Assert.True(_real.Tools.Clock.GetElapsedTime(begun) < s_limit, "the machine that was brought back does not answer");
            await Task.Delay(200, Cancel);
        }
    }

    async Task<string> SeenAsync() => (await _guest!.RunAsync(new Command("bash", "-c", Look), Cancel)).StandardOutput;

    async Task VirshAsync(params string[] words) =>
        (await _real.Tools.Runner.RunAsync(new Command("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words]) { TimeLimit = s_limit }, null, Cancel)).OrThrow($"virsh {words[0]}");

    async Task CopyAsync(string file, string folder) =>
        (await _real.Tools.Runner.RunAsync(new Command("cp", "--preserve", "--sparse=always", file, folder), null, Cancel)).OrThrow($"cp {file}");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_guest is not null)
            {
                await _guest.DisposeAsync();
                await _real.AssertNothingLeftAsync();
            }
        }
        finally
        {
            Directory.Delete(_saved, recursive: true);
            _real.Dispose();
        }
    }
}
