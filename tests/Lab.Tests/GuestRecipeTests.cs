using System.Runtime.CompilerServices;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests;

/// <summary>The recipe's commands, as they would run, against kept ones: what the guest is may only change on purpose.</summary>
public sealed class GuestRecipeTests
{
    [Theory]
    [InlineData("noble")]
    [InlineData("bookworm")]
    public async Task The_recipe_runs_these_commands(string release)
    {
        var output = await PrintAsync("--release", release);
        Assert.Equal(0, output.ExitCode);
        var commands = output.StandardOutput.Replace(Catalogue.Root, "ROOT", StringComparison.Ordinal);
        var golden = Path.Combine(Folder(), $"guest-{release}.txt");
        if (Environment.GetEnvironmentVariable("LAB_UPDATE_GOLDEN") == "1") await File.WriteAllTextAsync(golden, commands, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), commands);
    }

    [Fact]
    public async Task A_release_without_a_recipe_is_refused_with_those_that_have_one()
    {
        var output = await PrintAsync("--release", "jammy");
        Assert.Equal(2, output.ExitCode);
        Assert.Contains("there is no recipe for the release 'jammy'. Choose one: --release noble, bookworm or trixie.", output.StandardError, StringComparison.Ordinal);
    }

    static Task<CommandOutput> PrintAsync(params string[] words) => new CommandRunner(TimeProvider.System).RunAsync(
        new Command(Path.Combine(Catalogue.Root, "lab", "guest", "build"), ["--print", .. words]) { Environment = new Dictionary<string, string?> { ["LAB_HOME"] = "/LAB_HOME" } }, null, TestContext.Current.CancellationToken);

    static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
