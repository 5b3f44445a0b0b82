using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>The built-in runner keeps the contract, and some promises of its own.</summary>
public sealed class BuiltInCommandRunnerTests : CommandRunnerContract
{
    protected override ICommandRunner Create(TimeProvider clock) => new CommandRunner(clock);

    [Fact]
    public void It_calls_itself_built_in() => Assert.Equal("built-in", Create(TimeProvider.System).Name);

    [Fact(Timeout = Limit)]
    public async Task A_very_long_line_is_cut_so_that_memory_is_bounded()
    {
        await RunAsync(Dummy("longline", "3"));
        Assert.All(Lines, l => Assert.InRange(l.Text.Length, 0, 1 << 20));
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_has_a_session_of_its_own_and_no_terminal()
    {
        // Fields: id, (name), state, parent, group, session, terminal.
        var stat = (await RunAsync(new Command("cat", "/proc/self/stat"))).StandardOutput.Split(' ');
        Assert.Equal((stat[0], stat[0], "0"), (stat[4], stat[5], stat[6]));
    }

    [Fact(Timeout = Limit)]
    public async Task A_child_whose_parent_is_gone_is_ended_too()
    {
        var output = await RunOutOfTimeAsync(new Command("sh", "-c", "sh -c 'sleep 170 & echo pid $!'; sleep 170"));
        Assert.True(output.TimedOut);
        AssertGone();
    }

    [Fact(Timeout = Limit)]
    public async Task The_time_limit_follows_the_clock_that_was_passed_in()
    {
        var clock = new ManualClock();
        var run = Create(clock).RunAsync(Dummy("graceful") with { TimeLimit = TimeSpan.FromHours(1) }, _ => clock.Advance(3600), TestContext.Current.CancellationToken);
        var output = await run;
        Assert.Equal((true, 7, TimeSpan.FromHours(2)), (output.TimedOut, output.ExitCode, output.Elapsed));
    }

    [Fact(Timeout = Limit)]
    public async Task A_namespace_that_is_not_there_is_not_entered()
    {
        var runner = new CommandRunner(TimeProvider.System, "/run/netns/lab-no-such-namespace");
        var output = await runner.RunAsync(Dummy("echo", "here") with { ReachesGuest = true }, null, TestContext.Current.CancellationToken);
        Assert.Equal("here\n", output.StandardOutput);
    }

    [Fact(Timeout = Limit)]
    public async Task The_namespace_is_entered_where_there_is_one_and_only_by_commands_that_reach_a_guest()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/run/netns/lab"), "Needs root and the lab's network namespace: eng/services start.");
        var (runner, cancel) = (new CommandRunner(TimeProvider.System, "/run/netns/lab"), TestContext.Current.CancellationToken);
        var command = new Command("readlink", "/proc/self/ns/net");
        var outside = (await runner.RunAsync(command, null, cancel)).OrThrow("readlink").StandardOutput;
        var inside = (await runner.RunAsync(command with { ReachesGuest = true }, null, cancel)).OrThrow("readlink").StandardOutput;
        Assert.NotEqual(outside, inside);
        await Assert.ThrowsAsync<UsageException>(() => runner.RunAsync(new Command("no-such-program") { ReachesGuest = true }, null, cancel));
    }

    [Fact(Timeout = Limit)]
    public async Task A_listener_that_throws_is_heard_and_the_command_is_ended()
    {
        var id = 0;
        await Assert.ThrowsAsync<FormatException>(() => Create(TimeProvider.System).RunAsync(Dummy("sleep", "25"), line =>
        {
            id = Id(line);
            throw new FormatException("unreadable");
        }, TestContext.Current.CancellationToken));
        Assert.False(IsAlive(id));
    }

    [Fact(Timeout = Limit)]
    public async Task A_file_that_cannot_be_written_is_an_error_and_nothing_is_started() =>
        await Assert.ThrowsAnyAsync<IOException>(() => RunAsync(Dummy("sleep", "25") with { OutputFile = "/no/such/folder/log" }));

    [Fact]
    public void The_own_cpu_time_grows()
    {
        var before = CommandRunner.OwnCpuSeconds();
        for (var i = 0; CommandRunner.OwnCpuSeconds() == before && i < 100_000_000; i++) { }
        Assert.True(CommandRunner.OwnCpuSeconds() > before);
    }
}
