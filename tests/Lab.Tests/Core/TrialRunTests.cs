using System.Net;
using Lab.Core;

namespace Lab.Tests.Core;

public sealed class TrialRunTests
{
    static readonly Workload Web = new("web", "Web", "nothing", ["ask", "{address}:{port}", "{web}"], "(?<n>x)", 1, [])
    {
        Prepare = [["lay", "out"]],
        Service = new Service(["serve", "{listen}:{port}"], ["ready", "{address}"], ["end", "it"]),
        DropCaches = true,
    };

    readonly ManualClock _clock = new();
    readonly List<string> _said = [];

    [Fact]
    public async Task What_is_prepared_comes_first_and_the_service_ends_last()
    {
        await Run(Inside("10.0.0.2", IPAddress.Any)).RunAsync(Web, TestContext.Current.CancellationToken);
        Assert.Equal(["inside: lay out", "inside: serve 0.0.0.0:5201", "inside: ready 127.0.0.1", "drop caches", "inside: ask 127.0.0.1:5201 80", "inside: end it"], _said);
    }

    [Fact]
    public async Task A_client_outside_asks_the_address_of_the_instance_over_its_network()
    {
        await Run(Inside("10.0.0.2", IPAddress.Any)).RunAsync(Web with { Outside = true, DropCaches = false }, TestContext.Current.CancellationToken);
        Assert.Contains("outside over the lab's network: ask 10.0.0.2:5201 80", _said);
    }

    [Fact]
    public async Task On_the_hosts_own_network_a_service_listens_where_no_other_machine_reaches_it()
    {
        await Run(Inside("127.0.0.1", IPAddress.Loopback)).RunAsync(Web with { Outside = true, DropCaches = false }, TestContext.Current.CancellationToken);
        Assert.Contains("inside: serve 127.0.0.1:5201", _said);
        Assert.Contains("outside: ask 127.0.0.1:5201 80", _said);
    }

    [Fact]
    public async Task A_service_that_never_gets_ready_is_ended_and_named()
    {
        var guest = Inside("10.0.0.2", IPAddress.Any, command => command.StartsWith("ready", StringComparison.Ordinal) ? 1 : 0);
        var error = await Assert.ThrowsAsync<TrialException>(() => Run(guest).RunAsync(Web, TestContext.Current.CancellationToken));
        Assert.Contains("The service was not ready within 30 s: 'ready {address}' ends with 1", error.Message, StringComparison.Ordinal);
        Assert.Equal("inside: end it", _said[^1]);
        Assert.DoesNotContain(_said, s => s.Contains("ask", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_prepared_is_a_failure_before_the_command()
    {
        var guest = Inside("10.0.0.2", IPAddress.Any, command => command == "lay out" ? 3 : 0);
        Assert.Contains("lay out ended with 3", (await Assert.ThrowsAsync<TrialException>(() => Run(guest).RunAsync(Web, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    TrialRun Run(Instance guest) => new(guest, _ => Task.FromResult<IGuest>(new Instance("outside", "127.0.0.1", IPAddress.Loopback, _said, _clock, _ => 0)), _clock);

    Instance Inside(string address, IPAddress listen, Func<string, int>? exit = null) => new("inside", address, listen, _said, _clock, exit ?? (_ => 0));

    sealed class Instance(string name, string address, IPAddress listen, List<string> said, ManualClock clock, Func<string, int> exit) : IGuest
    {
        public Task<CommandOutput> RunAsync(Command command, CancellationToken cancel)
        {
            said.Add($"{name}{(command.ReachesGuest ? " over the lab's network" : "")}: {command}");
            clock.Advance(1);
            return Task.FromResult(new CommandOutput(exit(command.ToString()), "", "", false, TimeSpan.FromSeconds(1)));
        }

        public Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel) => throw new NotSupportedException();
        public IPEndPoint Endpoint(int port) => new(IPAddress.Parse(address), port);
        public IPAddress ListenAddress => listen;

        public Task DropCachesAsync(CancellationToken cancel)
        {
            said.Add("drop caches");
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
