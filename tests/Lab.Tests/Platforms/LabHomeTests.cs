using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>Which folders the lab takes for its own: the marker, and the layout of versions that wrote none.</summary>
public sealed class LabHomeTests : IDisposable
{
    readonly LabFolder _lab = new();
    readonly CommandRunner _runner = new(TimeProvider.System);

    [Fact]
    public void A_folder_is_absent_empty_or_the_labs()
    {
        Assert.Equal(HomeKind.Absent, LabHome.Look(_lab.Home).Kind);
        Directory.CreateDirectory(Path.Combine(_lab.Home, "lost+found")); // A disk of its own.
        Assert.Equal(HomeKind.Empty, LabHome.Look(_lab.Home).Kind);
        var installation = Installation.Make(_lab.Home, "found", TimeProvider.System);
        Assert.Equal(new HomeState(HomeKind.Marked, installation), LabHome.Look(_lab.Home));
        Assert.Equal(installation, Installation.Make(_lab.Home, "made", TimeProvider.System));
    }

    [Fact]
    public async Task The_scripts_write_the_same_marker_and_read_that_of_the_program()
    {
        var made = await BashAsync("require_home; installation");
        Assert.Equal((0, ""), (made.ExitCode, made.StandardError));
        var installation = LabHome.Look(_lab.Home).Installation!;
        Assert.Equal((made.StandardOutput.Trim(), "made"), (installation.Id.ToString(), installation.Origin));
        File.Delete(Path.Combine(_lab.Home, Installation.MarkerName));
        Assert.Equal("", (await BashAsync("require_home")).StandardError);
        Assert.Equal("found", LabHome.Look(_lab.Home).Installation!.Origin);
        File.Delete(Path.Combine(_lab.Home, Installation.MarkerName));
        var id = Installation.Make(_lab.Home, "made", TimeProvider.System).Id;
        Assert.Equal($"{id}\n", (await BashAsync("require_home; installation")).StandardOutput);
    }

    [Theory]
    [InlineData("thesis.txt")]
    [InlineData("pool/thesis.img")]
    [InlineData("guest/0123456789ab/guest.json")]
    public async Task A_folder_that_holds_something_and_is_not_the_labs_is_refused_and_not_touched(string file)
    {
        _lab.Write(file, "{}");
        Assert.Equal(HomeKind.Foreign, LabHome.Look(_lab.Home).Kind);
        var output = await BashAsync("require_home");
        Assert.Equal(2, output.ExitCode);
        Assert.Contains("is not empty and has no marker of the lab's", output.StandardError, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_lab.Home, file)],
            Directory.EnumerateFiles(_lab.Home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_installation_of_an_earlier_version_is_recognised_by_its_guest()
    {
        _lab.Earlier();
        Assert.Equal(new HomeState(HomeKind.Earlier, Evidence: "the guest 0123456789ab"), LabHome.Look(_lab.Home));
        Assert.Empty(HomeLayout.Others(_lab.Home));
    }

    [Theory]
    [InlineData("\"hash\": \"0123456789ab\"", "\"hash\": \"other\"")]
    [InlineData("\"reason\": \"\",", "")]
    [InlineData("\"box\": \"lab/guest\"", "\"box\": \"debian/bookworm64\"")]
    [InlineData("{", "[")]
    public void A_guest_that_the_lab_did_not_write_shows_nothing(string original, string other)
    {
        _lab.Write("guest/0123456789ab/guest.json",
            LabFolder.Manifest.Replace(original, other, StringComparison.Ordinal));
        Assert.Equal(HomeKind.Foreign, LabHome.Look(_lab.Home).Kind);
    }

    [Fact]
    public void A_build_that_never_ended_is_recognised_by_the_labs_key()
    {
        _lab.Write("ssh/id_ed25519.pub", "ssh-ed25519 AAAA lab\n");
        Assert.Equal(HomeKind.Foreign, LabHome.Look(_lab.Home).Kind);
        _lab.Write("guest/.lock");
        Assert.Equal(HomeKind.Earlier, LabHome.Look(_lab.Home).Kind);
    }

    [Fact]
    public void A_folder_that_an_earlier_version_only_logged_to_is_recognised()
    {
        _lab.Write("log/step.a1B2c3");
        Assert.Equal(HomeKind.Earlier, LabHome.Look(_lab.Home).Kind);
        _lab.Write("log/diary.txt");
        Assert.Equal(HomeKind.Foreign, LabHome.Look(_lab.Home).Kind);
    }

    [Fact]
    public async Task What_is_taken_over_is_shown_with_what_is_not_the_labs()
    {
        var theirs = new[] { _lab.Earlier().Write("photos/a.jpg", "x"), _lab.Write("pool/mine.img", "x"),
            _lab.Write("vagrant/boxes/debian-VAGRANTSLASH-bookworm64/x", "x") };
        var adoption = await Adoption.LookAsync(_lab.Home, "the guest", _runner, TestContext.Current.CancellationToken);
        Assert.Equal(["docker", "dot", "guest", "host", "log", "pool", "ssh", "vagrant"],
            adoption.Parts.Select(p => p.Name));
        Assert.All(adoption.Parts, p => Assert.True(p.Bytes > 0, p.Name));
        Assert.Equal([Path.GetDirectoryName(theirs[0])!, theirs[1], Path.GetDirectoryName(theirs[2])!],
            adoption.Others);
        Assert.Equal("adopted", adoption.Take(TimeProvider.System).Origin);
        Assert.Equal(HomeKind.Marked, LabHome.Look(_lab.Home).Kind);
    }

    [Theory]
    [InlineData("", "cannot be read as the lab's marker")]
    [InlineData("{\"installation\": \"1\", \"layout\": 1, \"date\": \"2026-01-01\", \"folder\": \"made\"}",
        "cannot be read as the lab's marker")]
    [InlineData("{\"installation\": \"6c0f0a0e-6d0e-4a5e-8f53-b5a3c1a1a001\", \"layout\": 9, \"date\": "
        + "\"2026-01-01\", \"folder\": \"made\"}", "later version of the lab (layout 9")]
    public void A_marker_that_cannot_be_read_is_named(string text, string message)
    {
        _lab.Write(Installation.MarkerName, text);
        Assert.Contains(message, Assert.Throws<UsageException>(() => LabHome.Look(_lab.Home)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_logs_elsewhere_where_the_folder_is_not_the_labs()
    {
        _lab.Write("thesis.txt", "x");
        var output = await BashAsync("step 'Doing nothing' false");
        Assert.Matches(@"Doing nothing failed \(1\)\. The end of \S*/lab-step\.\w{6}:", output.StandardError);
        File.Delete(output.StandardError.Split("The end of ")[1].Split(':')[0]);
        Assert.Single(Directory.EnumerateFileSystemEntries(_lab.Home));
    }

    Task<CommandOutput> BashAsync(string script) => _runner.RunAsync(
        new Command("bash", "-euc", $"source '{Path.Combine(Catalogue.Root, "eng", "common.sh")}'; "
            + script) { Environment = new Dictionary<string, string?> { ["LAB_HOME"] = _lab.Home } },
        null, TestContext.Current.CancellationToken);

    public void Dispose() => _lab.Dispose();
}
