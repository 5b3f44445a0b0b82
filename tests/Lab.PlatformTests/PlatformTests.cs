using Lab.Core;
using Lab.Platforms;
using Lab.Verbs;

namespace Lab.PlatformTests;

/// <summary>Containers and the host as platforms. Each test leaves nothing behind, and says so itself. Of machines: MachineTests, BootTests and MishapTests.</summary>
[Collection(Lanes.Containers)]
public sealed class PlatformTests : IDisposable
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    readonly RealParts _real = new();
    Tools Tools => _real.Tools;

    [Theory]
    [InlineData("host")]
    [InlineData("container")]
    public Task An_instance_comes_up_is_measured_and_leaves_nothing(string id) => RealParts.OnceMoreAsync(async () =>
    {
        var platform = await _real.RequireAsync(id);
        var journal = new Journal();
        var spec = new PlanSpec("test", "", [id], ["sysbench-cpu"], 1, 0, 2, 1L << 30, "auto", 0);
        var runner = new Runner(Plan.Make(spec, 1, []), new Dictionary<string, IPlatform> { [id] = platform }, new Dictionary<string, Workload> { ["sysbench-cpu"] = Catalogue.ReadWorkloads()["sysbench-cpu"].For(spec, emulated: true) },
            new RunnerPorts(journal, journal, new WebProbe(Tools.Runner).AnswersAsync, CommandRunner.OwnCpuSeconds, new HostPlatform(Tools.Runner).ClientAsync), Tools.Clock);

        Assert.True(await runner.RunAsync([], Cancel), journal.Said);

        _real.Mine(journal.Entries);
        VisitValues.AssertPlausible(VisitValues.Of(journal.Entries));
        await _real.AssertNothingLeftAsync();
    });

    [Fact]
    public async Task The_container_gets_the_limits_that_the_plan_names()
    {
        var platform = await _real.RequireAsync("container");
        await using var guest = await _real.UpAsync(platform);
        Assert.Equal("2", (await guest.RunAsync(new Command("nproc"), Cancel)).StandardOutput.Trim());
        Assert.Equal(3, (await guest.RunAsync(new Command("sh", "-c", "exit 3"), Cancel)).ExitCode);
        Assert.Equal("a 'b' $c\n", (await guest.RunAsync(new Command("printf", "%s\\n", "a 'b' $c"), Cancel)).StandardOutput);
    }

    [Fact]
    public async Task What_a_container_writes_to_its_log_counts_as_its_disk_though_Docker_does_not_count_it()
    {
        await using var guest = await _real.UpAsync(await _real.RequireAsync("container"));
        var before = Disk(await guest.FootprintAsync(Cancel));
        (await guest.RunAsync(new Command("sh", "-c", "head -c 12582912 /dev/zero | tr '\\0' 'x' | fold -w 100 > /proc/1/fd/1"), Cancel)).OrThrow("writing to the log");
        // The Engine writes it down by and by.
        var (grown, begun) = (0.0, Tools.Clock.GetTimestamp());
        while (grown < 12 << 20 && Tools.Clock.GetElapsedTime(begun) < TimeSpan.FromMinutes(1))
            grown = Disk(await guest.FootprintAsync(Cancel)) - before;
        Assert.InRange(grown, 12 << 20, 40 << 20);

        static double Disk(IReadOnlyList<Measurement> ledger) => ledger.Single(m => m.Metric == Metrics.DiskInstance.Id).Value;
    }

    [Fact]
    public async Task A_disk_without_room_for_the_guest_is_named_before_anything_is_built()
    {
        var small = Directory.CreateTempSubdirectory("lab-small-").FullName;
        (await Tools.Runner.RunAsync(new Command("mount", "-t", "tmpfs", "-o", "size=100m", "lab-small", small), null, Cancel)).OrThrow("mount of a small disk");
        try
        {
            var build = new Command(Path.Combine(Catalogue.Root, "lab", "guest", "build")) { Environment = new Dictionary<string, string?> { ["LAB_HOME"] = small } };
            var output = await Tools.Runner.RunAsync(build, null, Cancel);
            Assert.Equal(2, output.ExitCode);
            Assert.Matches(@"only\s+100 MiB are free in .*, and the guest needs 6144 while it is built\. Free some, or set LAB_HOME", output.StandardError);
        }
        finally
        {
            await Tools.Runner.RunAsync(new Command("umount", small), null, Cancel);
            Directory.Delete(small);
        }
    }

    public void Dispose() => _real.Dispose();

    sealed class Journal : IJournal, IProgress
    {
        public List<JournalEntry> Entries { get; } = [];
        public string Said { get; private set; } = "";
        public void Append(JournalEntry entry) => Entries.Add(entry);
        public string KeepRaw(Visit visit, string name, string text) => name;
        public void VisitBegins(Visit visit, int number, int of) { }
        public void VisitEnded(Visit visit, Outcome outcome) => Said += outcome;
        public void RampBegins(string what) { }
        public void RampEnded() { }
        public void Say(string line) => Said += line;
    }
}
