using System.Globalization;
using System.Net;
using Lab.Core;

namespace Lab.Tests;

/// <summary>A platform for tests of the pipeline alone: it boots in a known time and can be told to fail anywhere.</summary>
sealed class FakePlatform(ManualClock clock, string id = "container") : IPlatform
{
    public List<string> Calls { get; } = [];
    public double BootSeconds { get; init; } = 2.5;
    /// <summary>Another time for each boot.</summary>
    public Func<double>? BootOf { get; init; }
    public string? FailIn { get; set; }
    public string Output { get; set; } = "events per second: 100.5";
    public string Id => id;
    public string Label => $"{id} (fake)";

    public Task<string?> WhyUnusableAsync(CancellationToken cancel) => Task.FromResult<string?>(null);
    public Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task<IGuest> BringUpAsync(GuestSpec spec, Ladder ladder, CancellationToken cancel)
    {
        Calls.Add("up");
        if (FailIn == "bring-up") throw new TrialException("the disk is full");
        ladder.Mark(Milestone.Power);
        var seconds = BootOf?.Invoke() ?? BootSeconds;
        var nanoseconds = (seconds * 1e9).ToString("0", CultureInfo.InvariantCulture);
        if (FailIn == "ready")
        {
            clock.Advance(Runner.ReadyLimit.TotalSeconds + 1);
            ladder.Fail(new TrialException("no ready line"));
            return Task.FromResult<IGuest>(new FakeGuest(this, clock));
        }
        ladder.ConsoleLine(new OutputLine(false, $"BEACON init {spec.Nonce} 1000", clock.GetTimestamp()));
        clock.Advance(seconds);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON ready {spec.Nonce} {nanoseconds}", clock.GetTimestamp()));
        clock.Advance(0.25);
        ladder.ConsoleLine(new OutputLine(false, $"BEACON work {spec.Nonce} {nanoseconds} {Ladder.ExpectedWork}", clock.GetTimestamp()));
        ladder.Mark(Milestone.Returned);
        ladder.Reached(new IPEndPoint(IPAddress.Loopback, 80));
        return Task.FromResult<IGuest>(new FakeGuest(this, clock));
    }

    sealed class FakeGuest(FakePlatform platform, ManualClock clock) : IGuest
    {
        public Task<CommandOutput> RunAsync(Command command, CancellationToken cancel)
        {
            if (command.Program == "lab-observe")
                return Task.FromResult(new CommandOutput(0, $"cpus\t2\nos\t{platform.Label}\n", "", false, TimeSpan.Zero));
            platform.Calls.Add("run");
            if (platform.FailIn == "measure") throw new TrialException("the program is not there");
            clock.Advance(3);
            return Task.FromResult(new CommandOutput(platform.FailIn == "exit" ? 3 : 0, platform.Output, "it broke", false, TimeSpan.FromSeconds(3)));
        }

        public Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel)
        {
            platform.Calls.Add("footprint");
            if (platform.FailIn == "footprint") throw new TrialException("the process is gone");
            return Task.FromResult<IReadOnlyList<Measurement>>([Metrics.Resident.Of(10 << 20), Metrics.DiskBase.Of(200 << 20), Metrics.DiskInstance.Of(65536)]);
        }

        public Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["memory limit"] = "1073741824" });

        public IPEndPoint Endpoint(int port) => new(IPAddress.Loopback, port);

        public IPAddress ListenAddress => IPAddress.Loopback;

        public Task DropCachesAsync(CancellationToken cancel)
        {
            platform.Calls.Add("drop caches");
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            platform.Calls.Add("down");
            clock.Advance(0.5);
            return platform.FailIn == "tear-down" ? throw new TrialException("the mount is busy") : ValueTask.CompletedTask;
        }
    }
}

/// <summary>A journal in memory.</summary>
sealed class MemoryJournal : IJournal, IProgress
{
    public List<JournalEntry> Entries { get; } = [];
    public List<string> Raw { get; } = [];

    public void Append(JournalEntry entry) => Entries.Add(entry);

    public string KeepRaw(Visit visit, string name, string text)
    {
        Raw.Add(text);
        return $"raw/{name}";
    }

    public void VisitBegins(Visit visit, int number, int of) { }
    public void VisitEnded(Visit visit, Outcome outcome) { }
    public void RampBegins(string what) { }
    public void RampEnded() { }
    public List<string> Said { get; } = [];
    public Action<string>? OnSay { get; set; }

    public void Say(string line)
    {
        Said.Add(line);
        OnSay?.Invoke(line);
    }
}
