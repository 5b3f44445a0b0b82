using System.Net.Sockets;
using System.Text;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class ConsoleSocketTests : IAsyncDisposable
{
    const string Nonce = "0a1b2c3d-0000-4000-8000-000000000001";
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;
    readonly ConsoleSocket _console;

    public ConsoleSocketTests() => _console = new ConsoleSocket(Path.Combine(_folder, "console"), TimeProvider.System);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_go_to_the_ladder_that_is_followed_and_then_to_the_one_that_it_is_turned_to()
    {
        Ladder first = new(TimeProvider.System, Nonce), second = new(TimeProvider.System, Nonce);
        _console.Follow(first);
        using var machine = await ConnectAsync();
        await SendAsync(machine, $"BEACON ready {Nonce} 1\n");
        await first.Ready.WaitAsync(Cancel);
        Assert.True(first.Has(Milestone.Monitor));
        _console.Turn(second);
        await SendAsync(machine, $"BEACON ready {Nonce} 2\n");
        await second.Ready.WaitAsync(Cancel);
    }

    /// <summary>The end of the old one must not fail the ladder that the new one goes up.</summary>
    [Fact]
    public async Task A_machine_that_is_started_again_connects_again_and_goes_up_the_next_ladder()
    {
        Ladder first = new(TimeProvider.System, Nonce), second = new(TimeProvider.System, Nonce);
        _console.Follow(first);
        var machine = await ConnectAsync();
        await SendAsync(machine, $"BEACON ready {Nonce} 1\n");
        await first.Ready.WaitAsync(Cancel);
        _console.Follow(second);
        machine.Dispose();
        var error = await Assert.ThrowsAsync<TrialException>(() => first.Work.WaitAsync(Cancel));
        Assert.Contains("closed its console", error.Message, StringComparison.Ordinal);
        using var again = await ConnectAsync();
        await SendAsync(again, $"BEACON ready {Nonce} 1\n");
        await second.Ready.WaitAsync(Cancel);
    }

    async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_console.Path), Cancel);
        return socket;
    }

    static async Task SendAsync(Socket machine, string text) => await machine.SendAsync(Encoding.ASCII.GetBytes(text), Cancel);

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
