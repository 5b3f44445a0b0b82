using System.Globalization;
using System.Net;
using Lab.Core;
using Lab.Platforms;

// A study on a platform that needs no tool and takes no time worth mentioning: for tests that kill it. `Killable FOLDER ROUNDS` begins it or goes on with it.
var folder = args[0];
var spec = new PlanSpec("killable", "", ["host", "container", "vm"], ["work"], int.Parse(args[1], CultureInfo.InvariantCulture), 0, 1, 1 << 28, "auto", 0);
var plan = Plan.Make(spec, 1, []);
var workload = new Workload("work", "Work", "nothing", ["work"], "(?<n>[0-9]+)", 1, [new WorkloadMetric(new Metric("work.number", Unit.Count, Better.Higher, "a number"), "n", 1)]);
var guest = new GuestInfo("h", "none", "0", "none", "No guest", "", "", "", "");
var begun = File.Exists(Path.Combine(folder, "journal.jsonl"));
// Killed before the first line could be written: there is nothing to go on with.
if (!begun && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
var journal = begun ? StudyFolder.Read(folder).Journal : [];
using var study = begun ? StudyFolder.Open(folder) : StudyFolder.Create(folder, plan, [workload], new StudyEnvironment(guest, [], new Dictionary<string, string>(), []));
var ports = new RunnerPorts(study, new Quiet(), (_, _) => Task.FromResult(true), () => 0, (_, _) => throw new NotSupportedException());
var platforms = spec.Platforms.ToDictionary(p => p, p => (IPlatform)new Instant(p));
return await new Runner(plan, platforms, new Dictionary<string, Workload> { ["work"] = workload }, ports, TimeProvider.System) { Settle = TimeSpan.FromMilliseconds(20), Rest = TimeSpan.Zero }.RunAsync(journal, CancellationToken.None) ? 0 : 1;

sealed class Instant(string id) : IPlatform, IGuest
{
    public string Id => id;
    public string Label => id;
    public Task<string?> WhyUnusableAsync(CancellationToken cancel) => Task.FromResult<string?>(null);
    public Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task<IGuest> BringUpAsync(GuestSpec spec, Ladder ladder, CancellationToken cancel)
    {
        ladder.Mark(Milestone.Power);
        foreach (var line in (string[])[$"BEACON init {spec.Nonce} 1", $"BEACON ready {spec.Nonce} 2", $"BEACON work {spec.Nonce} 3 {Ladder.ExpectedWork}"])
            ladder.ConsoleLine(new OutputLine(false, line, TimeProvider.System.GetTimestamp()));
        ladder.Reached(Endpoint(80));
        return Task.FromResult<IGuest>(this);
    }

    public Task<CommandOutput> RunAsync(Command command, CancellationToken cancel) => Task.FromResult(new CommandOutput(0, "42", "", false, TimeSpan.Zero));
    public Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Measurement>>([Metrics.Resident.Of(1e6)]);
    public Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
    public IPEndPoint Endpoint(int port) => new(IPAddress.Loopback, port);
    public IPAddress ListenAddress => IPAddress.Loopback;
    public Task DropCachesAsync(CancellationToken cancel) => Task.CompletedTask;
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

sealed class Quiet : IProgress
{
    public void VisitBegins(Visit visit, int number, int of) { }
    public void VisitEnded(Visit visit, Outcome outcome) { }
    public void RampBegins(string what) { }
    public void RampEnded() { }
    public void Say(string line) { }
}
