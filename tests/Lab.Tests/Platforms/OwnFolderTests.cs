using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>What the lab may remove, and what it leaves.</summary>
public sealed class OwnFolderTests : IDisposable
{
    readonly LabFolder _lab = new LabFolder().Marked();
    readonly CommandRunner _runner = new(TimeProvider.System);

    Task<IReadOnlyList<Stays>> DeleteAsync(string relative, string mounts = "") =>
        OwnFolder.DeleteAsync(_lab.Home, Path.Combine(_lab.Home, relative), _runner, mounts.Length == 0
            ? MountTable.Read() : new MountTable(mounts));

    [Fact]
    public async Task A_folder_of_the_labs_goes_with_all_that_is_in_it()
    {
        _lab.Write("exercise/a/b/c", "x");
        _lab.Write("exercise/.hidden", "x");
        Assert.Empty(await DeleteAsync("exercise"));
        Assert.False(Directory.Exists(Path.Combine(_lab.Home, "exercise")));
    }

    [Fact]
    public async Task What_is_not_there_is_no_error() => Assert.Empty(await DeleteAsync("exercise"));

    [Theory]
    [InlineData("photos")]
    [InlineData("pool/mine.img")]
    [InlineData("dot/mine")]
    [InlineData("host")]
    [InlineData("vagrant/boxes/debian-VAGRANTSLASH-bookworm64")]
    [InlineData("exercise/../photos")]
    public async Task What_the_lab_does_not_make_stays(string relative)
    {
        var file = _lab.Write($"{relative}/x", "x");
        Assert.Equal("the lab did not make it", Assert.Single(await DeleteAsync(relative)).Why);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Nothing_outside_of_the_folder_goes()
    {
        Assert.Single(await DeleteAsync("../theirs"));
        _lab.AssertTheirsIsThere();
    }

    [Fact]
    public async Task Nothing_goes_in_a_folder_without_the_marker()
    {
        var file = _lab.Write("exercise/x", "x");
        File.Delete(Path.Combine(_lab.Home, Installation.MarkerName));
        Assert.Contains("has no marker", Assert.Single(await DeleteAsync("exercise")).Why, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_link_in_a_folder_goes_and_what_it_leads_to_stays()
    {
        _lab.Write("exercise/x", "x");
        File.CreateSymbolicLink(Path.Combine(_lab.Home, "exercise", "link"), _lab.Theirs);
        Assert.Empty(await DeleteAsync("exercise"));
        Assert.False(Directory.Exists(Path.Combine(_lab.Home, "exercise")));
        _lab.AssertTheirsIsThere();
    }

    [Fact]
    public async Task A_link_on_the_way_is_named_and_not_followed()
    {
        Directory.CreateDirectory(Path.Combine(_lab.Theirs, "lab-1"));
        File.CreateSymbolicLink(Path.Combine(_lab.Home, "dot"), _lab.Theirs);
        var left = Assert.Single(await DeleteAsync("dot/lab-1"));
        Assert.Contains($"{_lab.Home}/dot is a link to {_lab.Theirs}", left.Why, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_lab.Theirs, "lab-1")));
    }

    [Fact]
    public async Task A_home_that_is_itself_reached_by_a_link_is_cleaned()
    {
        _lab.Write("exercise/x", "x");
        var link = Path.Combine(_lab.Theirs, "home");
        File.CreateSymbolicLink(link, _lab.Home);
        Assert.Empty(await OwnFolder.DeleteAsync(link, $"{link}/exercise", _runner, MountTable.Read()));
        Assert.False(Directory.Exists(Path.Combine(_lab.Home, "exercise")));
    }

    [Fact]
    public async Task A_mount_below_stays_with_what_is_behind_it_and_the_rest_goes()
    {
        var behind = _lab.Write("exercise/a b/etc/passwd", "root");
        var beside = _lab.Write("exercise/a b/notes", "x");
        var real = OwnFolder.Real(_lab.Home);
        var left = Assert.Single(await DeleteAsync("exercise",
            $"48 27 254:0 /etc {real}/exercise/a\\040b/etc rw,relatime shared:7 - ext4 /dev/vda rw\n"));
        Assert.Equal($"{real}/exercise/a b/etc", left.What);
        Assert.Contains($"umount '{real}/exercise/a b/etc'", left.Next, StringComparison.Ordinal);
        Assert.True(File.Exists(behind));
        Assert.False(File.Exists(beside));
    }

    [Theory]
    [InlineData("dot")]
    [InlineData("dot/lab-1")]
    public async Task Nothing_behind_a_mount_goes(string point)
    {
        var file = _lab.Write("dot/lab-1/x", "x");
        var real = OwnFolder.Real(_lab.Home);
        Assert.Equal($"{real}/{point}", Assert.Single(
            await DeleteAsync("dot/lab-1", $"48 27 8:1 / {real}/{point} rw - ext4 /dev/sdb1 rw\n")).What);
        Assert.True(File.Exists(file));
    }

    /// <summary>A bind mount of the same disk, in a mount namespace of its own: this process is the parent and sees
    /// none, so the lab's script does it.</summary>
    [Fact]
    public async Task The_scripts_go_through_no_bind_mount_of_the_same_disk()
    {
        _lab.Write("guest/.building/machine/x", "x");
        Directory.CreateDirectory(Path.Combine(_lab.Home, "guest", ".building", "a b"));
        var script = $"""
            set -e
            source '{Path.Combine(Catalogue.Root, "eng", "common.sh")}'
            mount --bind '{_lab.Theirs}' "$LAB_HOME/guest/.building/a b"
            (remove "$LAB_HOME/guest/.building") && exit 9
            ls "$LAB_HOME/guest/.building/a b"
            umount "$LAB_HOME/guest/.building/a b"
            remove "$LAB_HOME/guest/.building"
            """;
        var output = await InNamespaceAsync(script);
        Assert.Equal((0, "thesis.txt\n"), (output.ExitCode, output.StandardOutput));
        Assert.Contains(@"something is mounted in it: ", output.StandardError, StringComparison.Ordinal);
        Assert.Contains(@".building/a\040b. Undo it (umount)", output.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_lab.Home, "guest", ".building")));
        _lab.AssertTheirsIsThere();
    }

    /// <summary>rm alone would empty what is bound there: the table of mounts is what keeps it.</summary>
    [Fact]
    public async Task The_program_goes_through_no_bind_mount_of_the_same_disk()
    {
        Directory.CreateDirectory(Path.Combine(_lab.Home, "exercise", "mine"));
        var beside = _lab.Write("exercise/notes", "x");
        var table = await InNamespaceAsync(
            $"mount --bind '{_lab.Theirs}' '{_lab.Home}/exercise/mine'; cat /proc/self/mountinfo");
        var left = Assert.Single(await DeleteAsync("exercise", table.StandardOutput));
        Assert.EndsWith("/exercise/mine", left.What, StringComparison.Ordinal);
        Assert.False(File.Exists(beside));
        _lab.AssertTheirsIsThere();
    }

    [Theory]
    [InlineData("\"$LAB_HOME/guest\"")]
    [InlineData("\"$LAB_HOME/photos\"")]
    [InlineData("\"$LAB_HOME/guest/../photos\"")]
    [InlineData("/")]
    public async Task The_scripts_remove_nothing_that_the_guests_build_did_not_make(string path)
    {
        var photo = _lab.Write("photos/x", "x");
        _lab.Write("guest/0123456789ab/x", "x");
        var output = await BashAsync($"source '{Path.Combine(Catalogue.Root, "eng", "common.sh")}'; remove {path}",
            "bash");
        Assert.Equal(2, output.ExitCode);
        Assert.Contains("is not removed: the guest's build did not make it.", output.StandardError,
            StringComparison.Ordinal);
        Assert.True(File.Exists(photo));
    }

    [Fact]
    public async Task The_scripts_follow_no_link()
    {
        File.CreateSymbolicLink(Path.Combine(_lab.Home, "guest"), _lab.Theirs);
        Directory.CreateDirectory(Path.Combine(_lab.Theirs, ".building"));
        var output = await BashAsync($"source '{Path.Combine(Catalogue.Root, "eng", "common.sh")}'; remove "
            + "\"$LAB_HOME/guest/.building\"", "bash");
        Assert.Equal(2, output.ExitCode);
        Assert.True(Directory.Exists(Path.Combine(_lab.Theirs, ".building")));
    }

    async Task<CommandOutput> InNamespaceAsync(string script)
    {
        var output = await BashAsync(script, "unshare", "--mount", "--map-root-user", "bash");
        Assert.SkipWhen(output.StandardError.StartsWith("unshare:", StringComparison.Ordinal),
            $"No mount namespace can be made here: {output.StandardError}");
        return output;
    }

    Task<CommandOutput> BashAsync(string script, params string[] words) => _runner.RunAsync(
        new Command(words[0], [.. words[1..], "-c", script]) { Environment =
            new Dictionary<string, string?> { ["LAB_HOME"] =
            _lab.Home } }, null, TestContext.Current.CancellationToken);

    public void Dispose() => _lab.Dispose();
}
