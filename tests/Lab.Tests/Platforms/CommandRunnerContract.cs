using System.Collections.Concurrent;
using System.Globalization;
using Lab.Core;

namespace Lab.Tests.Platforms;

/// <summary>What every <see cref="ICommandRunner"/> must do, tried on a real program (tests/Dummy).</summary>
public abstract class CommandRunnerContract : IDisposable
{
    protected const int Limit = 180_000;
    static readonly string DummyProgram = AppContext.BaseDirectory.Replace("/Lab.Tests/bin/", "/Dummy/bin/", StringComparison.Ordinal) + "Dummy.dll";
    readonly ConcurrentQueue<OutputLine> _lines = new();
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;
    readonly string _file, _go;

    protected CommandRunnerContract() => (_file, _go) = (Path.Combine(_folder, "log"), Path.Combine(_folder, "go"));

    protected abstract ICommandRunner Create(TimeProvider clock);

    protected static Command Dummy(params IEnumerable<string> words) => new("dotnet", [DummyProgram, .. words]);

    protected IReadOnlyList<OutputLine> Lines => [.. _lines];

    protected Task<CommandOutput> RunAsync(Command command) => RunUntilAsync(command, TestContext.Current.CancellationToken);

    Task<CommandOutput> RunUntilAsync(Command command, CancellationToken cancel) => Create(TimeProvider.System).RunAsync(command, _lines.Enqueue, cancel);

    /// <summary>Runs a command whose time is over as soon as it has said so many lines.</summary>
    protected Task<CommandOutput> RunOutOfTimeAsync(Command command, int lines = 1)
    {
        var clock = new LimitClock();
        return Create(clock).RunAsync(command with { TimeLimit = LimitClock.Limit }, line =>
        {
            _lines.Enqueue(line);
            if (_lines.Count >= lines) clock.End();
        }, TestContext.Current.CancellationToken);
    }

    /// <summary>A shell's words that wait until a file is there, but not for ever.</summary>
    string UntilGo => $"n=0; while [ ! -e '{_go}' ] && [ $n -lt 6000 ]; do n=$((n + 1)); sleep 0.02; done";

    [Fact(Timeout = Limit)]
    public async Task Arguments_arrive_as_they_are_without_a_shell()
    {
        var output = await RunAsync(Dummy("echo", "two words", "$HOME", "*", "\"quoted\"", "back\\slash", "", "'", "ümlaut 猫", "; exit 3"));
        Assert.Equal("two words $HOME * \"quoted\" back\\slash  ' ümlaut 猫 ; exit 3\n", output.StandardOutput);
        Assert.Equal((0, "", false), (output.ExitCode, output.StandardError, output.TimedOut));
    }

    [Fact(Timeout = Limit)]
    public async Task Standard_output_and_standard_error_are_told_apart()
    {
        var output = await RunAsync(Dummy("error", "it", "failed"));
        Assert.Equal(("", "it failed\n"), (output.StandardOutput, output.StandardError));
        Assert.Equal((true, "it failed"), (Assert.Single(Lines).IsError, Lines[0].Text));
    }

    [Theory(Timeout = Limit)]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public async Task An_exit_code_is_a_result_and_no_exception(int code) =>
        Assert.Equal(code, (await RunAsync(Dummy("exit", code.ToString(CultureInfo.InvariantCulture)))).ExitCode);

    [Fact(Timeout = Limit)]
    public async Task A_command_that_a_signal_ended_has_128_and_the_signal_as_its_code() =>
        Assert.Equal(128 + 9, (await RunAsync(new Command("sh", "-c", "kill -9 $$"))).ExitCode);

    [Fact(Timeout = Limit)]
    public async Task A_program_that_is_not_there_is_named_with_what_to_do()
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => RunAsync(new Command("no-such-program", "--help")));
        Assert.Contains("no-such-program", error.Message, StringComparison.Ordinal);
        Assert.Contains("./run doctor", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Nothing_waits_for_input() =>
        Assert.Equal("0\n", (await RunAsync(Dummy("stdin"))).StandardOutput);

    [Fact(Timeout = Limit)]
    public async Task Variables_are_added_and_removed()
    {
        var changes = new Dictionary<string, string?> { ["LAB_ADDED"] = "a b", ["HOME"] = null, ["DOTNET_CLI_HOME"] = "/tmp" };
        Assert.Equal("a b\n", (await RunAsync(Dummy("env", "LAB_ADDED") with { Environment = changes })).StandardOutput);
        Assert.Equal("(not set)\n", (await RunAsync(Dummy("env", "HOME") with { Environment = changes })).StandardOutput);
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_runs_in_the_folder_it_is_given() =>
        Assert.Equal("/usr\n", (await RunAsync(new Command("pwd") { WorkingDirectory = "/usr" })).StandardOutput);

    [Fact(Timeout = Limit)]
    public async Task Lines_are_stamped_when_they_arrive_and_not_at_the_end()
    {
        // The second line is said once the first has arrived, and the end comes once the third has.
        var begun = TimeProvider.System.GetTimestamp();
        var arrived = new List<long>();
        var output = await Create(TimeProvider.System).RunAsync(new Command("sh", "-c", $"echo line 1; {UntilGo}; echo line 2; rm '{_go}'; echo line 3; {UntilGo}"), line =>
        {
            _lines.Enqueue(line);
            arrived.Add(TimeProvider.System.GetTimestamp());
            if (line.Text is "line 1") File.WriteAllText(_go, "");
            if (line.Text is "line 3") _ = LaterAsync();
        }, TestContext.Current.CancellationToken);
        Assert.Equal(["line 1", "line 2", "line 3"], Lines.Select(l => l.Text));
        Assert.All(Lines.Zip(arrived), p => Assert.InRange(p.First.Timestamp, begun, p.Second));
        Assert.InRange(arrived[0], Lines[0].Timestamp, Lines[1].Timestamp);
        Assert.InRange(Lines[1].Timestamp, arrived[0], Lines[2].Timestamp);
        // The command went on for half a second after its last line, and took that into its span.
        Assert.InRange(output.Elapsed, TimeProvider.System.GetElapsedTime(Lines[0].Timestamp, Lines[2].Timestamp) + TimeSpan.FromSeconds(0.4), TimeSpan.MaxValue);

        async Task LaterAsync()
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(_go, "", TestContext.Current.CancellationToken);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task A_last_line_without_a_line_feed_is_delivered()
    {
        var output = await RunAsync(Dummy("nolinefeed", "no end"));
        Assert.Equal("no end", output.StandardOutput);
        Assert.Equal("no end", Assert.Single(Lines).Text);
    }

    [Fact(Timeout = Limit)]
    public async Task Flooding_both_streams_at_once_does_not_hang_and_memory_keeps_the_end_only()
    {
        var output = await RunAsync(Dummy("flood", "8") with { OutputFile = _file });
        Assert.Equal(0, output.ExitCode);
        Assert.InRange(output.StandardOutput.Length, 1 << 19, 1 << 20);
        Assert.InRange(output.StandardError.Length, 1 << 19, 1 << 20);
        Assert.EndsWith("oooo\n", output.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(2 * (8 << 20), new FileInfo(_file).Length);
        Assert.Equal(2 * (8 << 20) / 64, Lines.Count);
        Assert.All(Lines.Chunk(4096), part => Assert.DoesNotContain(part, l => l.Text.Length != 63 || l.Text[0] != (l.IsError ? 'e' : 'o')));
    }

    [Fact(Timeout = Limit)]
    public async Task A_very_long_line_arrives_whole_or_in_pieces()
    {
        var output = await RunAsync(Dummy("longline", "3"));
        Assert.InRange(output.StandardOutput.Length, 1 << 19, 1 << 20);
        Assert.Equal(3 << 20, Lines.Sum(l => l.Text.Length));
    }

    [Fact(Timeout = Limit)]
    public async Task The_output_file_holds_both_streams()
    {
        await RunAsync(new Command("sh", "-c", "echo one; sleep 0.1; echo two >&2; sleep 0.1; printf three") { OutputFile = _file });
        Assert.Equal("one\ntwo\nthree", await File.ReadAllTextAsync(_file, TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = Limit)]
    public async Task A_grandchild_that_holds_the_pipe_does_not_hang_the_runner()
    {
        var output = await RunAsync(new Command("sh", "-c", "sleep 170 & echo pid $!"));
        Assert.Equal(0, output.ExitCode);
        await EndGrandchildAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task What_was_said_before_a_grandchild_held_the_pipe_is_kept()
    {
        var output = await RunAsync(new Command("sh", "-c", "sleep 170 & echo pid $!; printf 'no end'; exit 4"));
        Assert.Equal((4, $"{Lines[0].Text}\nno end"), (output.ExitCode, output.StandardOutput));
        Assert.Equal("no end", Lines[1].Text);
        await EndGrandchildAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_that_runs_out_of_time_may_say_goodbye()
    {
        var output = await RunOutOfTimeAsync(Dummy("graceful"));
        Assert.Equal((true, 7), (output.TimedOut, output.ExitCode));
        Assert.EndsWith("interrupted\n", output.StandardOutput, StringComparison.Ordinal);
        AssertGone();
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_that_does_not_listen_is_interrupted_then_terminated_then_killed()
    {
        var output = await RunOutOfTimeAsync(Dummy("stubborn"));
        Assert.Equal((true, 128 + 9), (output.TimedOut, output.ExitCode));
        Assert.Equal(["ignored SIGINT", "ignored SIGTERM"], Lines.Skip(1).Select(l => l.Text));
        AssertGone();
    }

    [Fact(Timeout = Limit)]
    public async Task Cancelling_ends_the_command_and_says_so()
    {
        using var cancel = new CancellationTokenSource();
        var run = RunUntilAsync(Dummy("graceful"), cancel.Token);
        await LinesAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("interrupted", Lines[^1].Text);
        AssertGone();
    }

    [Fact(Timeout = Limit)]
    public async Task A_run_that_is_cancelled_before_it_begins_starts_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunUntilAsync(Dummy("echo", "hello"), new CancellationToken(canceled: true)));
        Assert.Empty(Lines);
    }

    [Fact(Timeout = Limit)]
    public async Task Cancelling_ends_the_whole_tree()
    {
        using var cancel = new CancellationTokenSource();
        var run = RunUntilAsync(Dummy("tree"), cancel.Token);
        await LinesAsync(3);
        Assert.Equal(3, Ids().Count(IsAlive));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        AssertGone();
    }

    [Fact(Timeout = Limit)]
    public async Task Running_out_of_time_ends_the_whole_tree()
    {
        var output = await RunOutOfTimeAsync(Dummy("tree"), lines: 3);
        Assert.True(output.TimedOut);
        Assert.Equal(3, Ids().Count);
        AssertGone();
    }

    [Fact(Timeout = Limit)]
    public async Task Many_commands_run_at_once()
    {
        // Each ends once all have said something.
        var (runner, said) = (Create(TimeProvider.System), 0);
        var outputs = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => runner.RunAsync(new Command("sh", "-c", $"echo {i}; {UntilGo}; [ -e '{_go}' ]"), _ =>
        {
            if (Interlocked.Increment(ref said) == 24) File.WriteAllText(_go, "");
        }, TestContext.Current.CancellationToken)));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (0, $"{i}\n")), outputs.Select(o => (o.ExitCode, o.StandardOutput)));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits for as long as the test may take.</summary>
    async Task LinesAsync(int count)
    {
        while (_lines.Count < count)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>The runner came back while the grandchild that said its id still had the pipe. Nothing of it is left.</summary>
    async Task EndGrandchildAsync()
    {
        var id = Assert.Single(Ids());
        Assert.True(IsAlive(id));
        await RunAsync(new Command("sh", "-c", $"kill -9 {id}"));
    }

    /// <summary>Asserts that every process of the Dummy that said its id has ended. It must have said one.</summary>
    protected void AssertGone()
    {
        Assert.NotEmpty(Ids());
        Assert.DoesNotContain(Ids(), IsAlive);
    }

    List<int> Ids() => [.. Lines.Where(l => l.Text.StartsWith("pid ", StringComparison.Ordinal)).Select(Id)];

    protected static int Id(OutputLine line) => int.Parse(line.Text["pid ".Length..], CultureInfo.InvariantCulture);

    /// <summary>A zombie, which only waits for its parent to take note, is not alive.</summary>
    protected static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
