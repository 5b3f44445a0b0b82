using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>The command line: BenchmarkDotNet's own options as far as they mean something here, and three of the lab's.</summary>
/// <param name="Config">BenchmarkDotNet's: filters, exporters, columns, where the artifacts go.</param>
/// <param name="Notes">What was asked for and is not done.</param>
/// <param name="Command">How the same run is started again.</param>
/// <param name="Help">True where BenchmarkDotNet itself answers: --help, --version, --info, --list.</param>
/// <param name="Words">Without the lab's own.</param>
sealed record SuiteOptions(ManualConfig Config, Rounds Rounds, int Seed, bool BuiltIn, IReadOnlyList<string> Notes, string Command, bool Help, string[] Words)
{
    const int MostRounds = 500, WidestParameter = 40;

    public const string Own = """
          --seed N           Seed of the order of platforms and trials; the default is drawn, and recorded.
          --platforms A,B    Platforms instead of host,container,vm: container-in-vm and container:RUNTIME too.
          --builtin          Use the lab's own process runner and Engine client, even where CliWrap and Testcontainers are built.
        """;

    /// <summary>Options of BenchmarkDotNet's that do here what they do elsewhere, or ask for what is done anyway.</summary>
    static readonly string[] Honoured =
    [
        "-f", "--filter", "--allcategories", "--anycategories", "--attribute", "-e", "--exporters", "-a", "--artifacts", "-h", "--hide", "-j", "--job", "--iterationcount", "--warmupcount",
        "--list", "--info", "--help", "--version", "--join", "--allstats", "--stoponfirsterror", "--disablelogfile", "--nooverwrite", "--maxwidth",
        "-i", "--inprocess", "--runonceperiteration", "--noforcedgcs", "--nooverheadevaluation",
    ];

    /// <exception cref="UsageException">An option is wrong; BenchmarkDotNet has said so on the logger, where it is one of its own.</exception>
    public static SuiteOptions Parse(string[] words, ILogger logger)
    {
        var rest = words.ToList();
        var builtIn = rest.Remove("--builtin");
        var seed = Take(rest, "--seed") is not { } text ? Random.Shared.Next(1, 1_000_000)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new UsageException($"--seed {text}: write a whole number.");
        PlatformBenchmarks.Platforms = Take(rest, "--platforms")?.Split(',', StringSplitOptions.TrimEntries).Distinct().ToArray() ?? PlatformBenchmarks.Usual;
        if (rest.Any(w => w is "--help" or "--version")) return new SuiteOptions(ManualConfig.CreateEmpty(), Rounds.Usual, seed, builtIn, [], "", true, [.. rest]);
        var (isGood, parsed, options) = ConfigParser.Parse([.. rest], logger);
        if (!isGood) throw new UsageException("The options above are BenchmarkDotNet's; the lab's own are:\n" + Own);
        var launches = parsed.GetJobs().FirstOrDefault()?.Run is { } run && run.HasValue(BenchmarkDotNet.Jobs.RunMode.LaunchCountCharacteristic) ? run.LaunchCount : 1;
        var notes = rest.Where(w => w.StartsWith('-')).Select(w => w.Split('=')[0]).Where(w => !Honoured.Contains(w.ToLowerInvariant()))
            .Select(w => $"{w} is not honoured: what is measured is an instance and not .NET code, each benchmark is taken once a round, and the lab runs it in its own process and takes its time.")
            .Concat(launches > 1 && options.LaunchCount is null ? [$"--job {options.BaseJob}: its rounds are taken, its {launches} launches are not."] : []).ToArray();
        var command = string.Join(' ', ((IEnumerable<string>)["dotnet run -c Release --project benchmarks --", .. Without(words, "--seed"), "--seed", $"{seed}"]).Select((w, i) => i == 0 ? w : Quoted(w)));
        return new SuiteOptions(Configure(parsed), RoundsOf(parsed, options), seed, builtIn, notes, command, options.PrintInformation || options.ListBenchmarkCaseMode != default, [.. rest]);
    }

    /// <summary>What is measured, what a summary looks like and where it goes: BenchmarkDotNet's usual exporters, and what was asked for.</summary>
    static ManualConfig Configure(IConfig parsed)
    {
        IExporter[] usual = [CsvExporter.Default, MarkdownExporter.GitHub, HtmlExporter.Default];
        return ManualConfig.CreateEmpty()
            .AddFilter([.. parsed.GetFilters()])
            .AddColumnProvider([DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, .. parsed.GetColumnProviders()])
            .HideColumns([.. parsed.GetColumnHidingRules()])
            .AddExporter([.. parsed.GetExporters(), .. usual.Where(u => parsed.GetExporters().All(e => e.Name != u.Name))])
            .WithOptions(parsed.Options & (ConfigOptions.StopOnFirstError | ConfigOptions.DisableLogFile | ConfigOptions.DontOverwriteResults | ConfigOptions.JoinSummary))
            .WithArtifactsPath(parsed.ArtifactsPath ?? DefaultConfig.Instance.ArtifactsPath)
            .WithSummaryStyle(parsed.SummaryStyle ?? SummaryStyle.Default.WithMaxParameterColumnWidth(WidestParameter));
    }

    /// <summary>A job is so many rounds: --job short has three. Only --warmupcount asks for other than one round of warm-up; --job dry has none.</summary>
    static Rounds RoundsOf(IConfig parsed, CommandLineOptions options)
    {
        var run = parsed.GetJobs().FirstOrDefault()?.Run;
        var isDry = options.BaseJob.Equals("dry", StringComparison.OrdinalIgnoreCase);
        var rounds = new Rounds(run?.HasValue(BenchmarkDotNet.Jobs.RunMode.IterationCountCharacteristic) == true ? run.IterationCount : Rounds.Usual.Counting, options.WarmupIterationCount ?? (isDry ? 0 : Rounds.Usual.Warmup));
        return rounds is { Counting: >= 1 and <= MostRounds, Warmup: >= 0 and <= MostRounds } ? rounds
            : throw new UsageException($"{rounds.Counting} rounds after {rounds.Warmup} of warm-up: --iterationCount takes 1 to {MostRounds}, --warmupCount 0 to {MostRounds}.");
    }

    /// <summary>Removes an option with its value and returns the value; null where it is not there.</summary>
    static string? Take(List<string> words, string option)
    {
        var at = words.IndexOf(option);
        if (at < 0) return null;
        if (at + 1 == words.Count || words[at + 1].StartsWith('-')) throw new UsageException($"{option} takes a value. The lab's own options:\n{Own}");
        var value = words[at + 1];
        words.RemoveRange(at, 2);
        return value;
    }

    static List<string> Without(string[] words, string option)
    {
        var rest = words.ToList();
        Take(rest, option);
        return rest;
    }

    static string Quoted(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./,:=".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
