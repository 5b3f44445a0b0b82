using System.Reflection;
using Lab.Benchmarks;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests;

/// <summary>The programs, called as the runtime calls them but inside the test: the same words, output and exit code, and no start-up.</summary>
static class InsideTest
{
    public static Task<CommandOutput> LabAsync(params string[] words) => CallAsync(typeof(ExitCode).Assembly, words);

    public static Task<CommandOutput> BenchmarksAsync(params string[] words) => CallAsync(typeof(SuiteOptions).Assembly, words);

    /// <summary>The lab as a process of its own.</summary>
    public static Task<CommandOutput> StartLabAsync(IReadOnlyDictionary<string, string?> environment, params string[] words) => new CommandRunner(TimeProvider.System).RunAsync(
        new Command(Path.Combine(AppContext.BaseDirectory, "lab"), words) { Environment = environment, TimeLimit = TimeSpan.FromMinutes(5) },
        null, TestContext.Current.CancellationToken);

    /// <summary>Any program of the solution.</summary>
    public static Task<CommandOutput> CallAsync(Assembly program, string[] words) => Task.Factory.StartNew(() =>
    {
        var (exitCode, output, error) = CallersConsole.Run(() => program.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [words], null) is int code ? code : 0);
        return new CommandOutput(exitCode, output, error, TimedOut: false, TimeSpan.Zero);
    }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
