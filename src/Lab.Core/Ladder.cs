using System.Net;
using System.Text.RegularExpressions;

namespace Lab.Core;

/// <summary>A moment on the way up, stamped on the harness's clock.</summary>
public enum Milestone { Begun, DefineBegun, Defined, Power, Monitor, Init, Ready, Work, Reachable, Returned }

/// <summary>The startup ladder of one instance: platforms mark moments, the console brings the beacon's lines, and the durations follow.
/// It belongs to the runner, so that all platforms share one clock and one meaning of ready.</summary>
/// <param name="ownCpuSeconds">CPU time of the lab itself so far; null where nobody asks for it.</param>
public sealed partial class Ladder(TimeProvider clock, string nonce, Func<double>? ownCpuSeconds = null)
{
    readonly Lock _gate = new();
    readonly Dictionary<Milestone, long> _marks = [];
    readonly Dictionary<Milestone, double> _ownCpu = [];
    readonly Dictionary<string, double> _guestNanoseconds = [];
    readonly List<Measurement> _guestDurations = [];
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<IPEndPoint> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The identity that the console lines must carry.</summary>
    public string Nonce { get; } = nonce;
    /// <summary>Completes when the beacon's ready line with this instance's nonce arrives.</summary>
    public Task Ready => _ready.Task;
    /// <summary>Completes when the beacon's first result arrives.</summary>
    public Task Work => _work.Task;
    /// <summary>Completes when the platform knows where the instance's web server can be reached from outside.</summary>
    public Task<IPEndPoint> Address => _address.Task;

    /// <summary>Stamps a moment; the first stamp counts.</summary>
    public void Mark(Milestone milestone, long? timestamp = null)
    {
        lock (_gate)
            if (_marks.TryAdd(milestone, timestamp ?? clock.GetTimestamp()) && milestone is Milestone.Power or Milestone.Ready)
                _ownCpu[milestone] = ownCpuSeconds?.Invoke() ?? 0;
    }

    /// <summary>Seconds between two moments; null if one of them was not stamped.</summary>
    public double? Seconds(Milestone from, Milestone to)
    {
        lock (_gate)
            return Between(from, to);
    }

    /// <summary>True once the moment has been stamped.</summary>
    public bool Has(Milestone milestone)
    {
        lock (_gate)
            return _marks.ContainsKey(milestone);
    }

    /// <summary>CPU time of the lab itself between power-on and ready, in seconds: what the observer took from the observed.</summary>
    public double OwnCpuSeconds
    {
        get
        {
            lock (_gate)
                return _ownCpu.GetValueOrDefault(Milestone.Ready) - _ownCpu.GetValueOrDefault(Milestone.Power);
        }
    }

    /// <summary>Says where the instance's web server can be reached.</summary>
    public void Reached(IPEndPoint endpoint) => _address.TrySetResult(endpoint);

    /// <summary>What the guest says of its own boot, by its own clock, in seconds since its kernel started.</summary>
    public void GuestBoot(double userspaceBegun, double finished)
    {
        lock (_gate)
        {
            _guestNanoseconds["userspace"] = userspaceBegun * 1e9;
            _guestDurations.Add(Metrics.Kernel.Of(userspaceBegun));
            if (finished > userspaceBegun)
                _guestDurations.Add(Metrics.Userspace.Of(finished - userspaceBegun));
        }
    }

    /// <summary>Takes one line of the instance's console. Lines without this instance's nonce are not for us.</summary>
    public void ConsoleLine(OutputLine line)
    {
        if (BeaconLine().Match(line.Text) is not { Success: true } beacon || !beacon.Groups["nonce"].Value.Equals(Nonce, StringComparison.OrdinalIgnoreCase))
            return;
        var step = beacon.Groups["step"].Value;
        if (step == "failed")
        {
            Fail(new TrialException($"The web server inside the instance failed: {beacon.Groups["rest"].Value}"));
            return;
        }
        lock (_gate)
            _guestNanoseconds.TryAdd(step, double.Parse(beacon.Groups["rest"].Value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        switch (step)
        {
            case "init": Mark(Milestone.Init, line.Timestamp); break;
            case "ready": Mark(Milestone.Ready, line.Timestamp); _ready.TrySetResult(); break;
            case "work":
                Mark(Milestone.Work, line.Timestamp);
                if (beacon.Groups["rest"].Value.EndsWith(ExpectedWork, StringComparison.Ordinal))
                    _work.TrySetResult();
                else
                    Fail(new TrialException($"The first work gave a wrong result: {line.Text}"));
                break;
        }
    }

    /// <summary>Ends every wait on this ladder with an error: the instance is gone.</summary>
    public void Fail(TrialException why)
    {
        _ready.TrySetException(why);
        _work.TrySetException(why);
        _address.TrySetException(why);
        foreach (var task in (Task[])[_ready.Task, _work.Task, _address.Task])
            _ = task.Exception; // Observed: not every wait is awaited once one has failed.
    }

    /// <summary>The rungs that were reached, as durations in seconds.</summary>
    public IReadOnlyList<Measurement> Rungs()
    {
        lock (_gate)
        {
            var rungs = new List<Measurement>();
            void Add(Metric metric, double? seconds)
            {
                if (seconds is { } s) rungs.Add(metric.Of(s));
            }
            Add(Metrics.Define, Between(Milestone.DefineBegun, Milestone.Defined));
            Add(Metrics.Power, Between(Milestone.Power, Milestone.Monitor));
            Add(Metrics.Init, InitSeconds());
            Add(Metrics.Ready, Between(Milestone.Power, Milestone.Ready));
            Add(Metrics.Reachable, Between(Milestone.Power, Milestone.Reachable));
            Add(Metrics.FirstWork, Between(Milestone.Power, Milestone.Work));
            Add(Metrics.Returned, Between(Milestone.Begun, Milestone.Returned));
            if (_guestDurations.Count > 0 && Between(Milestone.Begun, Milestone.Returned) is { } up && Between(Milestone.Power, Milestone.Ready) is { } boot && up > boot)
                Add(Metrics.Tooling, up - boot);
            return [.. rungs, .. _guestDurations];
        }
    }

    double? Between(Milestone from, Milestone to) =>
        _marks.TryGetValue(from, out var a) && _marks.TryGetValue(to, out var b) ? clock.GetElapsedTime(a, b).TotalSeconds : null;

    /// <summary>A VM's init runs long before its beacon: it is counted back from ready by the guest's clock, if that clock kept
    /// time with ours between the beacon's first two lines (within 2 % and 10 ms: the lines' own arrival jitters).</summary>
    double? InitSeconds()
    {
        if (!_guestNanoseconds.TryGetValue("userspace", out var userspace))
            return Between(Milestone.Power, Milestone.Init);
        if (!_guestNanoseconds.TryGetValue("ready", out var ready) || !_guestNanoseconds.TryGetValue("init", out var init) ||
            Between(Milestone.Init, Milestone.Ready) is not { } host || Between(Milestone.Power, Milestone.Ready) is not { } total)
            return null;
        var agrees = Math.Abs((ready - init) / 1e9 - host) <= 0.02 * host + 0.010;
        return agrees && total - (ready - userspace) / 1e9 is >= 0 and var seconds ? seconds : null;
    }

    /// <summary>64-bit FNV-1a of 16 MiB of the bytes 0, 1, … 255, 0, …</summary>
    public const string ExpectedWork = "0c4f52df97222325";

    [GeneratedRegex(@"^BEACON (?<step>init|ready|work|failed) (?<nonce>[0-9a-fA-F-]+) (?<rest>.+?)\s*$")]
    private static partial Regex BeaconLine();
}
