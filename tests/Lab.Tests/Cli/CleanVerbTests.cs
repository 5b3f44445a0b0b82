using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Tests.Platforms;

namespace Lab.Tests.Cli;

/// <summary>clean and home: the real program, with no Engine, no libvirt and none of the lab's scripts in its reach.
/// Nothing here may really
/// clean: instances of other installations on this machine would go.</summary>
public sealed class CleanVerbTests : IDisposable
{
    readonly LabFolder _lab = new();

    [Fact]
    public async Task A_dry_run_shows_what_goes_and_what_stays_and_removes_nothing()
    {
        _lab.Marked().Earlier();
        var photos = _lab.Write("photos/a.jpg", "x");
        var disk = _lab.Write("pool/mine.img", "x");
        _lab.Write("docker/volumes/thesis/_data/x", "x");
        var before = Files();
        var text = await RunAsync(0, "clean", "--dry-run");
        foreach (var part in (string[])["dot", "guest", "host", "log", "pool", "ssh", "vagrant"])
            Assert.Contains($"goes: {_lab.Home}/{part}", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"goes: {_lab.Home}/docker", text, StringComparison.Ordinal);
        Assert.Contains($"stays: {Path.GetDirectoryName(photos)}, because the lab did not make it.", text,
            StringComparison.Ordinal);
        Assert.Contains($"stays: {disk}, because the lab did not make it.", text, StringComparison.Ordinal);
        Assert.Contains("stays: volume thesis in the lab's Engine, because the lab did not make it. Save what is in "
            + "it", text, StringComparison.Ordinal);
        Assert.Contains($"stays: {_lab.Home}/docker, because it holds the above.", text, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_dry_run_prints_JSON_for_scripts()
    {
        _lab.Marked().Earlier();
        var photos = Path.GetDirectoryName(_lab.Write("photos/a.jpg", "x"));
        var json = JsonDocument.Parse(await RunAsync(0, "clean", "--dry-run", "--json")).RootElement;
        Assert.Contains($"{_lab.Home}/guest", json.GetProperty("removed").EnumerateArray().Select(r => r.GetString()));
        Assert.Contains(photos, json.GetProperty("stays").EnumerateArray()
            .Select(s => s.GetProperty("what").GetString()));
    }

    [Fact]
    public async Task Without_a_terminal_and_a_yes_nothing_is_removed()
    {
        _lab.Marked().Earlier();
        var before = Files();
        Assert.Contains("Nothing was removed, because there is no terminal to ask on. Run it again with --yes.",
            await RunAsync(2, "clean"), StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("clean", "--yes")]
    [InlineData("clean", "--runs")]
    [InlineData("clean", "--dry-run")]
    [InlineData("home", "--yes")]
    public async Task A_folder_that_is_not_the_labs_is_refused_and_not_touched(params string[] words)
    {
        _lab.Write("thesis.txt", "x");
        var text = await RunAsync(2, words);
        Assert.Contains($"LAB_HOME is {_lab.Home}, which is not empty and has no marker of the lab's (thesis.txt, …).",
            text, StringComparison.Ordinal);
        Assert.Contains("Name another or an empty one: LAB_HOME=/a/folder", text, StringComparison.Ordinal);
        Assert.Equal(["thesis.txt"], Files());
    }

    [Fact]
    public async Task What_needs_no_folder_of_the_labs_makes_none()
    {
        await RunAsync(0, "list", "studies");
        await RunAsync(0, "clean", "--dry-run");
        Assert.False(Directory.Exists(_lab.Home));
        _lab.Write("thesis.txt", "x");
        await RunAsync(0, "list", "studies");
        Assert.Equal(["thesis.txt"], Files());
    }

    [Fact]
    public async Task An_installation_of_an_earlier_version_is_taken_over_after_asking()
    {
        var photos = _lab.Earlier().Write("photos/a.jpg", "x");
        var before = Files();
        var refused = await RunAsync(2, "home");
        Assert.Contains($"{_lab.Home} is an installation of an earlier version of the lab, by the guest 0123456789ab "
            + "in it:", refused, StringComparison.Ordinal);
        Assert.Matches(@"\n  vagrant   \d+\.\d MiB\n", refused);
        Assert.Contains($"not the lab's, and never touched: {Path.GetDirectoryName(photos)}", refused,
            StringComparison.Ordinal);
        Assert.Contains("was not taken over, because there is no terminal to ask on. Run it again with --yes.",
            refused, StringComparison.Ordinal);
        Assert.Contains("it would be taken over first", await RunAsync(0, "clean", "--dry-run"),
            StringComparison.Ordinal);
        Assert.Equal(before, Files());
        Assert.Contains(", adopted on ", await RunAsync(0, "home", "--yes"), StringComparison.Ordinal);
        Assert.Equal([Installation.MarkerName, .. before], Files());
        Assert.Equal("", await RunAsync(0, "home", "--quiet"));
    }

    [Fact]
    public async Task An_unmarked_installation_is_not_used_unasked() =>
        Assert.Contains("See what is in it and take it over: ./run home",
            await RunAsync(_lab.Earlier(), 2, "calibrate"), StringComparison.Ordinal);

    IReadOnlyList<string> Files() => [.. Directory.EnumerateFiles(_lab.Home, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(_lab.Home, f)).Order(StringComparer.Ordinal)];

    Task<string> RunAsync(int exitCode, params string[] words) => RunAsync(_lab, exitCode, words);

    /// <summary>What the program says on either stream.</summary>
    static async Task<string> RunAsync(LabFolder lab, int exitCode, params string[] words)
    {
        // du alone: so it finds no virsh and no bash, and neither asks nor ends anything on this machine.
        var programs = Directory.CreateDirectory(Path.Combine(lab.Theirs, "bin")).FullName;
        if (!File.Exists($"{programs}/du")) File.CreateSymbolicLink($"{programs}/du", "/usr/bin/du");
        var output = await new CommandRunner(TimeProvider.System).RunAsync(
            new Command(Path.Combine(AppContext.BaseDirectory, "lab"), [.. words, "--builtin"])
        {
            Environment = new Dictionary<string, string?> { ["PATH"] = programs, ["DOCKER_HOST"] =
                "unix:///nowhere", ["LAB_HOME"] = lab.Home, ["CI"] = null },
            TimeLimit = TimeSpan.FromMinutes(1),
        }, null, TestContext.Current.CancellationToken);
        var text = output.StandardOutput + output.StandardError;
        Assert.True(output.ExitCode == exitCode, $"{output.ExitCode}: {text}");
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return text;
    }

    public void Dispose() => _lab.Dispose();
}
