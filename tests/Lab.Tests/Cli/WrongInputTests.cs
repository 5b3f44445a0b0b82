using Lab.Core;

namespace Lab.Tests.Cli;

/// <summary>Every mistake of a user's: one message with place and remedy, exit code 2, no stack trace.</summary>
public sealed class WrongInputTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;

    [Fact]
    public Task An_unknown_study_is_refused_with_those_that_exist() => RefusesAsync("There is no study 'quik' and no file of that name. Built-in studies: density, full, network, pair, quick", "study", "quik");

    [Fact]
    public Task No_study_at_all_is_refused() => RefusesAsync("Name a study: ./run study quick", "study");

    [Fact]
    public Task Malformed_YAML_is_named_with_its_line() => RefusesAsync(":2: this is not well-formed YAML", "study", Plan("id: x\n  platforms: [host]\n"));

    [Fact]
    public Task An_unknown_key_is_named_with_its_line() => RefusesAsync(":7: unknown key 'round'", "study", Plan(Good + "round: 3\n"));

    [Fact]
    public Task An_unknown_platform_is_named_with_those_that_exist() => RefusesAsync("unknown platform 'podman'. Known here: host, container, vm", "study", Plan(Good.Replace("[host]", "[podman]", StringComparison.Ordinal)));

    [Fact]
    public Task Zero_rounds_are_refused() => RefusesAsync("rounds is '0'. Write a whole number from 1", "study", Plan(Good.Replace("rounds: 1", "rounds: 0", StringComparison.Ordinal)));

    [Fact]
    public Task A_memory_size_that_is_none_is_refused() => RefusesAsync("memory is '1 GB ish'. Write a whole number and KiB, MiB or GiB", "study", Plan(Good.Replace("1 GiB", "1 GB ish", StringComparison.Ordinal)));

    [Fact]
    public Task A_folder_that_is_no_study_is_refused() => RefusesAsync("is not a study folder: plan.json, workloads.json, environment.json, journal.jsonl are missing", "report", _folder);

    [Fact]
    public Task A_folder_that_is_not_there_is_refused() => RefusesAsync("is not a study folder", "report", "/no/such/folder");

    [Fact]
    public Task An_unknown_verb_is_refused() => RefusesAsync("--help", "studdy");

    [Fact]
    public Task Leaving_out_a_platform_that_is_not_in_the_plan_is_refused() => RefusesAsync("--without vmm: the plan has no such platform", "study", "quick", "--without", "vmm");

    [Fact]
    public async Task A_Docker_daemon_that_is_down_is_named_with_what_to_do()
    {
        var plan = Plan(Good.Replace("[host]", "[container]", StringComparison.Ordinal));
        await RefusesAsync($"No Docker Engine answers on {TestProcess.NoEngine}. Start it", "study", plan);
    }

    [Fact]
    public async Task A_missing_Vagrant_is_named_with_what_to_do()
    {
        var guest = Directory.CreateDirectory(Path.Combine(_folder, "home", "guest", "current")).FullName;
        await File.WriteAllTextAsync(Path.Combine(guest, "guest.json"), """{"hash":"h","distribution":"debian","version":"12","suite":"bookworm","name":"Debian 12","reason":"","image":"i","box":"b","boxVersion":"1"}""", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?> { ["PATH"] = _folder, ["LAB_HOME"] = Path.Combine(_folder, "home") };
        await RefusesAsync("vagrant cannot be started", environment, "study", Plan(Good.Replace("[host]", "[vm]", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--aa vmm: there is no such platform. Known here: host, container", "--aa", "vmm")]
    [InlineData("--rounds 5: write a whole number from 6 to 1000", "--aa", "container", "--rounds", "5")]
    [InlineData("--aa makes a plan of its own, so leave 'quick' out", "quick", "--aa", "container")]
    [InlineData("--rounds goes with --aa", "quick", "--rounds", "9")]
    public Task A_platform_against_itself_is_asked_for_rightly_or_refused(string message, params string[] words) => RefusesAsync(message, ["study", .. words]);

    [Fact]
    public Task A_folder_of_workloads_that_is_not_there_is_refused() => RefusesAsync("--workloads /no/such/folder: there is no such folder", "list", "workloads", "--workloads", "/no/such/folder");

    [Fact]
    public Task A_workload_that_is_not_there_is_refused_with_those_that_are() => RefusesAsync("There is no workload 'gzip'. There are: apache-inside", "workload", "try", "gzip");

    [Fact]
    public Task A_workload_on_a_platform_that_is_not_there_is_refused() => RefusesAsync("--platform podman: there is no such platform. There are: host, container", "workload", "try", "xz", "--platform", "podman");

    [Theory]
    [InlineData("id: mine", "id: xz", ":4: the id 'xz' stands in lab/workloads/xz.yml:")]
    [InlineData("mine.rate", "cpu.xz", ":4: the metric 'cpu.xz' is defined by lab/workloads/xz.yml:")]
    [InlineData("mine.rate", "startup.ready", "the metric 'startup.ready' is defined by the lab itself")]
    [InlineData("(?<rate>", "(?<rate", ":5: pattern is no regular expression")]
    [InlineData("unit: count", "unit: miles", ":7: unit is 'miles'. Write one of: seconds")]
    [InlineData("from: rate", "from: time", ":7: from names the group 'time', which the pattern does not have. Use one of: rate.")]
    [InlineData("seconds: 1", "second: 1", ":6: unknown key 'second'.")]
    public Task A_broken_workload_is_refused_before_anything_starts(string original, string mistake, string message)
    {
        File.WriteAllText(Path.Combine(_folder, "mine.yml"), OwnWorkload.Replace(original, mistake, StringComparison.Ordinal));
        return RefusesAsync(message, "study", "quick", "--workloads", _folder);
    }

    [Fact]
    public async Task A_program_that_is_not_in_the_guest_is_named_with_its_place()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "home", "guest", "current", "rootfs"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "home", "guest", "current", "guest.json"), """{"hash":"h","distribution":"debian","version":"12","suite":"bookworm","name":"Debian 12","reason":"","image":"i","box":"b","boxVersion":"1"}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "mine.yml"), OwnWorkload, TestContext.Current.CancellationToken);
        await RefusesAsync("mine.yml:4: the workload 'mine' runs 'echo', which is not in the guest. Add its package to lab/guest/userland.txt",
            new Dictionary<string, string?> { ["LAB_HOME"] = Path.Combine(_folder, "home"), ["PATH"] = Answering("vagrant", "virsh") }, "workload", "try", "mine", "--platform", "vm", "--workloads", _folder);
    }

    /// <summary>A folder with these tools, which do nothing and are content: what a machine needs without root.</summary>
    string Answering(params string[] tools)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        foreach (var tool in tools)
            TestProcess.WriteTool(folder, tool, "exit 0");
        return folder;
    }

    const string OwnWorkload = """
        id: mine
        title: Mine
        stresses: nothing
        command: [echo, "5"]
        pattern: '(?<rate>[0-9]+)'
        seconds: 1
        metrics: [{id: mine.rate, from: rate, unit: count, better: higher, definition: a number}]
        """;

    const string Good = "id: mine\nplatforms: [host]\nworkloads: [sysbench-cpu]\nrounds: 1\ncpus: 1\nmemory: 1 GiB\n";

    string Plan(string text)
    {
        var file = Path.Combine(_folder, "plan.yml");
        File.WriteAllText(file, text);
        return file;
    }

    static Task RefusesAsync(string message, params string[] words) => RefusesAsync(message, InsideTest.LabAsync(words));

    /// <summary>The program as a user starts it.</summary>
    static Task RefusesAsync(string message, IReadOnlyDictionary<string, string?> environment, params string[] words) =>
        RefusesAsync(message, InsideTest.StartLabAsync(environment, words));

    static async Task RefusesAsync(string message, Task<CommandOutput> run)
    {
        var output = await run;
        Assert.Contains(message, output.StandardError, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, output.ExitCode);
        Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
