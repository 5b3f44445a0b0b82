using System.Globalization;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;

namespace Lab.Benchmarks;

/// <summary>What came of one benchmark in one round.</summary>
/// <param name="Seconds">NaN where it failed.</param>
/// <param name="Failure">Why it failed; null where it was measured.</param>
sealed record Taken(double Seconds, string? Failure)
{
    public static Taken Failed(string why) => new(double.NaN, why);
}

/// <summary>Lets the lab take each benchmark, in this process, and hands BenchmarkDotNet the time that the lab took. Nothing is generated or built.
/// A benchmark that fails is a result without measurements, so BenchmarkDotNet shows NA and goes on; only what ends the whole run is thrown.</summary>
sealed class LabToolchain(Func<BenchmarkCase, Taken> take) : Toolchain("Lab", new NothingToGenerate(), new NothingToBuild(), new Taking(take))
{
    public override bool IsInProcess => true;

    /// <summary>What BenchmarkDotNet reads as so many iterations of one operation each, warm-up or counted.</summary>
    public static ExecuteResult Result(IEnumerable<(double Seconds, bool Warmup)> iterations)
    {
        var lines = new List<string>();
        foreach (var (index, (seconds, warmup)) in iterations.Index())
            foreach (var stage in warmup ? (string[])["WorkloadWarmup"] : ["WorkloadActual", "WorkloadResult"])
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{stage} {index + 1}: 1 op, {seconds * 1e9:R} ns"));
        return new ExecuteResult(true, 0, null, lines, [], [], 1);
    }

    sealed class NothingToGenerate : IGenerator
    {
        public GenerateResult GenerateProject(BuildPartition buildPartition, ILogger logger, string rootArtifactsFolderPath) => GenerateResult.Success(ArtifactsPaths.Empty, []);
    }

    sealed class NothingToBuild : IBuilder
    {
        public BuildResult Build(GenerateResult generateResult, BuildPartition buildPartition, ILogger logger) => BuildResult.Success(generateResult);
    }

    sealed class Taking(Func<BenchmarkCase, Taken> take) : IExecutor
    {
        const string ErrorPrefix = "// ERROR: ";

        public ExecuteResult Execute(ExecuteParameters executeParameters)
        {
            var taken = take(executeParameters.BenchmarkCase);
            if (taken.Failure is { } why) return new ExecuteResult(true, 1, null, [], [ErrorPrefix + why.ReplaceLineEndings(" ")], [], 1);
            // BenchmarkDotNet calls a case good only if it has a result, so a round of warm-up is one too until the rounds are pooled.
            return Result([(taken.Seconds, false)]);
        }
    }
}
