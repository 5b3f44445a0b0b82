using System.Globalization;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>The real program on folders that hold something of the user's: nothing of it goes, each is named. Every
/// test has a LAB_HOME of its own,
/// so that the machine's own installation stays, and says so.</summary>
[Collection(Lanes.Containers)]
public sealed class CleanTests : IDisposable
{
    readonly RealParts _real = new();
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;
    readonly string _installed = LabHome.Folder;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    string Home => Path.Combine(_top, "home");
    string Socket => Path.Combine(_top, "engine.sock");

    [Fact]
    public async Task A_file_of_the_users_in_the_folder_stays_and_is_named()
    {
        await MarkAsync();
        Write("guest/0123456789ab/rootfs/x");
        var thesis = Write("thesis.txt");
        var disk = Write("pool/mine.img");
        var text = await LabAsync(0, "clean", "--yes");
        Assert.Contains($"stays: {thesis}, because the lab did not make it", text, StringComparison.Ordinal);
        Assert.Contains($"stays: {disk}, because the lab did not make it", text, StringComparison.Ordinal);
        Assert.Equal([disk, thesis], Files());
    }

    [Fact]
    public async Task Without_anything_of_others_the_folder_goes_too()
    {
        await MarkAsync();
        Write("guest/0123456789ab/rootfs/x");
        Assert.Contains("Nothing was removed, because there is no terminal to ask on", await LabAsync(2, "clean"),
            StringComparison.Ordinal);
        Assert.Contains($"goes: {Home}/guest", await LabAsync(0, "clean", "--dry-run"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Home));
        await LabAsync(0, "clean", "--yes");
        Assert.False(Directory.Exists(Home));
        Assert.Equal("Nothing of the lab's was left.\n", await LabAsync(0, "clean", "--runs"));
    }

    [Theory]
    [InlineData("--runs")]
    [InlineData("--yes")]
    public async Task A_bind_mount_in_an_exercises_folder_keeps_what_is_behind_it(string option)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a bind mount needs root.");
        await MarkAsync();
        var theirs = Path.Combine(_top, "theirs");
        Directory.CreateDirectory(theirs);
        await File.WriteAllTextAsync(Path.Combine(theirs, "thesis.txt"), "x", Cancel);
        var notes = Write("exercise/lab-ex1/notes");
        var point = Directory.CreateDirectory(Path.Combine(Home, "exercise", "lab-ex1", "a b")).FullName;
        await ToolAsync("mount", "--bind", theirs, point);
        try
        {
            var text = await LabAsync(0, "clean", option);
            Assert.Contains($"stays: {point}, because it is a mount, and the lab did not make it. Undo it, if you no "
                + $"longer need it: umount '{point}'", text, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(theirs, "thesis.txt")));
            Assert.False(File.Exists(notes));
        }
        finally
        {
            await ToolAsync("umount", point);
        }
        await LabAsync(0, "clean", "--yes");
        Assert.False(Directory.Exists(Home));
        Assert.True(File.Exists(Path.Combine(theirs, "thesis.txt")));
    }

    /// <summary>An Engine of the test's own on the folder of a LAB_HOME, as the lab's own would be.</summary>
    [Fact]
    public async Task A_volume_of_the_users_in_the_labs_Engine_keeps_the_Engines_folder()
    {
        await _real.RequireAsync("container");
        await MarkAsync();
        var run = StartEngine();
        try
        {
            using var engine = new EngineClient(Socket);
            for (var attempt = 0; attempt < 300 && await engine.WhyUnusableAsync(Cancel) is not null; attempt++)
            {
                Assert.False(run.IsCompleted, run.IsCompleted ? (await run).StandardError : "");
                await Task.Delay(100, Cancel);
            }
            Assert.Null(await engine.WhyUnusableAsync(Cancel));
            await engine.PostAsync("volumes/create", new System.Text.Json.Nodes.JsonObject { ["Name"] = "thesis" },
                Cancel);
            var data = Path.Combine(Home, "docker", "volumes", "thesis", "_data", "thesis.txt");
            await File.WriteAllTextAsync(data, "x", Cancel);
            var text = await LabAsync(0, "clean", "--yes");
            Assert.Contains("stays: volume thesis in the lab's Engine, because the lab did not make it. Save what is "
                + "in it", text, StringComparison.Ordinal);
            Assert.Contains($"stays: {Home}/docker, because it holds the above", text, StringComparison.Ordinal);
            Assert.True(File.Exists(data));
            Assert.Null(await engine.WhyUnusableAsync(Cancel));

            // Where it does not run, the folder itself tells.
            await EndEngineAsync(run);
            Assert.Contains("stays: volume thesis in the lab's Engine", await LabAsync(0, "clean", "--yes"),
                StringComparison.Ordinal);
            Assert.True(File.Exists(data));

            run = StartEngine();
            for (var attempt = 0; attempt < 300
                && await engine.WhyUnusableAsync(Cancel) is not null; attempt++) await Task.Delay(100, Cancel);
            await engine.DeleteAsync("volumes/thesis", Cancel);
            // Nothing of others is in it now, but this Engine is none of the lab's daemons, and still runs on it.
            Assert.Contains($"stays: {Home}/docker, because an Engine that the lab did not start uses it",
                await LabAsync(0, "clean", "--yes"), StringComparison.Ordinal);
        }
        finally
        {
            await EndEngineAsync(run);
        }
        await LabAsync(0, "clean", "--yes");
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public async Task An_earlier_installation_is_taken_over_after_asking_and_what_is_not_of_its_layout_stays()
    {
        foreach (var file in (string[])
            ["guest/0123456789ab/rootfs/x", "pool/lab-VAGRANTSLASH-guest_vagrant_box_image_1.0.19088743_box.img",
             "vagrant/setup_version", "ssh/id_ed25519", "log/dockerd.log", "dot/lab-byhand/x", ".running"])
            Write(file);
        await File.WriteAllTextAsync(Path.Combine(Home, "guest", "0123456789ab", "guest.json"), """
            {
              "hash": "0123456789ab", "distribution": "debian", "version": "12", "suite": "bookworm",
              "name": "Debian 12", "reason": "", "image": "lab-guest:0123456789ab",
              "box": "lab/guest", "boxVersion": "1.0.19088743"
            }
            """, Cancel);
        File.CreateSymbolicLink(Path.Combine(Home, "guest", "current"), "0123456789ab");
        var photo = Write("photos/a.jpg");
        var before = Files();
        Assert.Contains("was not taken over, because there is no terminal to ask on", await LabAsync(2, "clean"),
            StringComparison.Ordinal);
        Assert.Equal(before, Files());
        var text = await LabAsync(0, "clean", "--yes");
        Assert.Contains($"{Home} is an installation of an earlier version of the lab, by the guest 0123456789ab in it",
            text, StringComparison.Ordinal);
        Assert.Contains($"stays: {Home}/photos, because the lab did not make it", text, StringComparison.Ordinal);
        Assert.Equal([photo], Files());
    }

    [Fact]
    public async Task A_folder_without_a_marker_is_refused_by_every_entry_and_not_touched()
    {
        var thesis = Write("thesis.txt");
        foreach (var words in (string[][])[["clean", "--yes"], ["clean", "--runs"], ["home", "--yes"], ["calibrate"]])
            Assert.Contains($"LAB_HOME is {Home}, which is not empty and has no marker of the lab's (thesis.txt, …)",
                await LabAsync(2, words), StringComparison.Ordinal);
        foreach (var (script, words) in new[] { ("eng/services", new[] { "start" }), ("lab/guest/build", []) })
        {
            var output = await _real.Tools.Runner.RunAsync(
                Of(new Command(Path.Combine(Catalogue.Root, script), words)), null, Cancel);
            Assert.Equal(2, output.ExitCode);
            Assert.Contains($"LAB_HOME is {Home}, which is not empty and has no marker of the lab's",
                output.StandardError, StringComparison.Ordinal);
        }
        Assert.Equal([thesis], Files());
    }

    /// <summary>The machine's own installation is another one to every folder here: its image, network, pool and
    /// daemons are named and stay.</summary>
    [Fact]
    public async Task What_another_installation_has_stays_and_is_named()
    {
        await _real.RequireAsync("vm");
        var before = await StateAsync();
        await MarkAsync();
        var text = await LabAsync(0, new Dictionary<string, string?>(), "clean", "--yes");
        Assert.Contains($"stays: image {LabHome.RequireGuest().Image}, because it is not of {Home}", text,
            StringComparison.Ordinal);
        Assert.Contains($"stays: network lab, because it is not of {Home}", text, StringComparison.Ordinal);
        Assert.Contains($"stays: storage pool lab, because its folder is {_installed}/pool", text,
            StringComparison.Ordinal);
        if (Directory.EnumerateFiles(LabHome.Run, "*.pid").Any())
            Assert.Contains($"stays: the daemons in {LabHome.Run}, because they are of another installation, "
                + $"{_installed}", text, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync());
        Assert.Null(await (await _real.RequireAsync("vm")).WhyUnusableAsync(Cancel));
    }

    /// <summary>What is installed on this machine: the image, network and pool, and the daemons.</summary>
    async Task<string> StateAsync()
    {
        var state = new List<string> { (await _real.Tools.Engine.GetAsync(
            $"images/{LabHome.RequireGuest().Image}/json", Cancel))["Id"]!.ToString() };
        foreach (var words in (string[][])[["net-info", "lab"], ["pool-info", "lab"], ["vol-list", "lab"]])
            state.AddRange((await ToolAsync("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words])).Split('\n')
                .Where(l => !l.StartsWith("Available", StringComparison.Ordinal)
                && !l.StartsWith("Allocation", StringComparison.Ordinal)));
        state.AddRange(ProcFs.Named("dockerd", "libvirtd", "virtlogd").Order()
            .Select(p => p.ToString(CultureInfo.InvariantCulture)));
        return string.Join('\n', state);
    }

    async Task MarkAsync() => Assert.Contains(", made on ", await LabAsync(0, "home"), StringComparison.Ordinal);

    string Write(string relative)
    {
        var path = Path.Combine(Home, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
        return path;
    }

    IReadOnlyList<string> Files() => Directory.Exists(Home)
        ? [.. Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];

    Task<CommandOutput> StartEngine() =>
        _real.Tools.Runner.RunAsync(new Command("dockerd", "--host", $"unix://{Socket}", "--data-root",
        $"{Home}/docker", "--exec-root", $"{_top}/run", "--pidfile", $"{_top}/engine.pid",
        "--bridge", "none", "--iptables=false", "--ip-forward=false") { TimeLimit =
            TimeSpan.FromMinutes(5) }, null, Cancel);

    async Task EndEngineAsync(Task<CommandOutput> run)
    {
        if (File.Exists($"{_top}/engine.pid")) await ToolAsync("kill",
            (await File.ReadAllTextAsync($"{_top}/engine.pid", Cancel)).Trim());
        await run;
    }

    async Task<string> ToolAsync(string program, params string[] words) =>
        (await _real.Tools.Runner.RunAsync(new Command(program, words), null, Cancel)).OrThrow(program).StandardOutput;

    /// <summary>With an Engine's socket of the test's own, whether there is one on it or not.</summary>
    Task<string> LabAsync(int exitCode, params string[] words) =>
        LabAsync(exitCode, new Dictionary<string, string?> { ["DOCKER_HOST"] = $"unix://{Socket}" }, words);

    async Task<string> LabAsync(int exitCode, Dictionary<string, string?> environment, params string[] words)
    {
        var output = await _real.Tools.Runner.RunAsync(
            Of(new Command("dotnet", [typeof(Catalogue).Assembly.Location, .. words, "--builtin"]) { Environment =
            environment, TimeLimit = TimeSpan.FromMinutes(3) }), null, Cancel);
        var text = output.StandardOutput + output.StandardError;
        Assert.True(output.ExitCode == exitCode, $"{output.ExitCode}: {text}");
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return text;
    }

    Command Of(Command command) => command with { Environment = new Dictionary<string,
        string?>(command.Environment) { ["LAB_HOME"] = Home, ["CI"] = null } };

    public void Dispose()
    {
        _real.Dispose();
        Directory.Delete(_top, recursive: true);
    }
}
