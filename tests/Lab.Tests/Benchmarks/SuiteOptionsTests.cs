using BenchmarkDotNet.Loggers;
using Lab.Benchmarks;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Benchmarks;

/// <summary>BenchmarkDotNet's options as its users know them, and what is said of those that mean nothing here.</summary>
public sealed class SuiteOptionsTests
{
    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 0, "--job", "dry")]
    [InlineData(3, 1, "--job", "Short")]
    [InlineData(15, 1, "-j", "medium")]
    [InlineData(6, 1, "--iterationCount", "6")]
    [InlineData(2, 3, "--job", "short", "--iterationCount", "2", "--warmupCount", "3")]
    public void A_job_is_so_many_rounds(int counting, int warmup, params string[] words) => Assert.Equal(new Rounds(counting, warmup), Parse(words).Rounds);

    [Theory]
    [InlineData("--launchCount", "--launchCount", "3")]
    [InlineData("--memory", "--memory")]
    [InlineData("--runtimes", "--runtimes", "net8.0")]
    [InlineData("--strategy", "--strategy=ColdStart")]
    public void An_option_that_means_nothing_here_is_named(string option, params string[] words) => Assert.StartsWith($"{option} is not honoured", Assert.Single(Parse(words).Notes), StringComparison.Ordinal);

    [Fact]
    public void A_job_of_several_launches_says_that_there_is_one() => Assert.Equal(["--job Medium: its rounds are taken, its 2 launches are not."], Parse("--job", "Medium").Notes);

    [Fact]
    public void What_is_done_anyway_needs_no_word() => Assert.Empty(Parse("--inProcess", "--runOncePerIteration", "--filter", "*", "-e", "json", "--join").Notes);

    [Fact]
    public void The_same_run_can_be_started_again() =>
        Assert.Equal("dotnet run -c Release --project benchmarks -- --filter '*Exec*' --job dry --seed 7", Parse("--filter", "*Exec*", "--seed", "7", "--job", "dry").Command);

    [Theory]
    [InlineData("--filter nothing-like-that", "The filter lets no benchmark through")]
    [InlineData("--filters *", "The options above are BenchmarkDotNet's; the lab's own are:")]
    [InlineData("--job longest", "The options above are BenchmarkDotNet's")]
    [InlineData("--iterationCount 0", "--iterationCount takes 1 to 500")]
    [InlineData("--seed x", "--seed x: write a whole number")]
    [InlineData("--seed", "--seed takes a value")]
    [InlineData("--platforms podman", "--platforms podman: there is no such platform. There are: host, container, vm, container-in-vm")]
    public async Task A_mistake_is_refused_with_one_message(string words, string message)
    {
        var output = await InsideTest.BenchmarksAsync(words.Split(' '));
        Assert.Contains(message, output.StandardError, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, output.ExitCode);
        Assert.DoesNotContain("   at ", output.StandardError + output.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_on_the_machine_is_named_with_what_to_do()
    {
        var output = await InsideTest.BenchmarksAsync("--builtin", "--platforms", "container");
        Assert.Equal(ExitCode.Usage, output.ExitCode);
        Assert.Contains($"container: No Docker Engine answers on {TestProcess.NoEngine}. Start it", output.StandardError, StringComparison.Ordinal);
        Assert.Contains("`./run doctor` shows all that is missing", output.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_benchmarks_can_be_listed_and_nothing_is_started()
    {
        var output = await StartAsync("--list", "flat");
        Assert.Equal(ExitCode.Ok, output.ExitCode);
        var names = output.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim()).ToArray();
        Assert.Contains("Lab.Benchmarks.StartupBenchmarks.CreateToReady", names);
        Assert.Contains("Lab.Benchmarks.WorkloadBenchmarks.Network", names);
        Assert.Equal(19, names.Length);
    }

    [Fact]
    public void Every_workload_of_the_catalogue_is_a_benchmark_on_every_platform()
    {
        var cases = Case.Find([typeof(WorkloadBenchmarks)], Parse().Config);
        Assert.Equal(Catalogue.ReadWorkloads().Keys.Order().SelectMany(w => PlatformBenchmarks.Usual.Order().Select(p => (w, p))), cases.Select(c => (c.Reading.Operation!.Workload.Id, c.Platform)).Order());
        Assert.NotEmpty(Case.Find([typeof(WorkloadBenchmarks)], Parse("--anyCategories", "disk").Config));
        Assert.Equal(3, Case.Find([typeof(WorkloadBenchmarks)], Parse("--filter", "*\"xz\"*").Config).Count);
    }

    static SuiteOptions Parse(params string[] words) => SuiteOptions.Parse(words, NullLogger.Instance);

    /// <summary>The program as a user starts it, in a folder of its own.</summary>
    static Task<CommandOutput> StartAsync(params string[] words) => new CommandRunner(TimeProvider.System).RunAsync(
        new Command(Path.Combine(AppContext.BaseDirectory, "Benchmarks"), words) { WorkingDirectory = TestProcess.Home, TimeLimit = TimeSpan.FromMinutes(5) },
        null, TestContext.Current.CancellationToken);
}
