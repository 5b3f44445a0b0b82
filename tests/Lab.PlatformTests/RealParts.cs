using Lab.Core;
using Lab.Platforms;
using Lab.Verbs;

namespace Lab.PlatformTests;

/// <summary>What tests on the real thing share: the tools, a platform that works here, and the search for what was left behind.</summary>
sealed class RealParts : IDisposable
{
    static readonly SemaphoreSlim s_once = new(1);
    static ProbeResult? s_kvm;
    readonly HashSet<string> _mine = [];

    public Tools Tools { get; } = Tools.Make(builtIn: true);

    /// <summary>What works here; null until a platform has been required.</summary>
    public Catalogue? Catalogue { get; private set; }

    public Accelerator Accelerator => Catalogue!.Accelerator;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A platform, if it works here; else the test is skipped (on CI it fails).</summary>
    public async Task<IPlatform> RequireAsync(string id)
    {
        await Remains.RememberAsync(Tools, Cancel);
        Catalogue = Catalogue.Make(Tools, await AcceleratorAsync());
        var platform = Catalogue.Platforms[id];
        if (await platform.WhyUnusableAsync(Cancel) is { } why)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Skip(why);
        }
        return platform;
    }

    async Task<Accelerator> AcceleratorAsync()
    {
        await s_once.WaitAsync(Cancel);
        try
        {
            s_kvm ??= await new AcceleratorProbe(Tools.Runner, Tools.Clock).ProbeAsync(Accelerator.Kvm, Cancel);
        }
        finally
        {
            s_once.Release();
        }
        return s_kvm.Class == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg;
    }

    public Task<IGuest> UpAsync(IPlatform platform) => UpAsync(platform, Spec());

    /// <summary>An instance that has done its first work.</summary>
    public Task<IGuest> UpAsync(IPlatform platform, GuestSpec spec) => OnceMoreAsync(async () =>
    {
        var ladder = new Ladder(Tools.Clock, spec.Nonce);
        var guest = await platform.BringUpAsync(spec, ladder, Cancel);
        await ladder.Work.WaitAsync(Runner.ReadyLimit, Cancel);
        return guest;
    });

    /// <summary>Does it again, and says so, if a machine hung in its boot: an emulated one does now and then (of 40 boots in a row one stood still
    /// before anything of ours ran), which is a failure in a study, but here only keeps a test from what it is about.</summary>
    /// <param name="said">What else may tell so: the journal of a program whose machine it was.</param>
    public static async Task<T> OnceMoreAsync<T>(Func<Task<T>> work, Func<string>? said = null)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when ((e.Message + said?.Invoke()).Contains(VmPlatform.HungInBoot, StringComparison.Ordinal))
        {
            TestContext.Current.AddWarning($"Done again: {e.Message}");
            return await work();
        }
    }

    public static Task OnceMoreAsync(Func<Task> work, Func<string>? said = null) => OnceMoreAsync(async () =>
    {
        await work();
        return true;
    }, said);

    /// <summary>A new instance, which is looked for at the end.</summary>
    public GuestSpec Spec()
    {
        var spec = GuestSpec.New(2, "0-1", 1L << 30);
        Mine(spec.Name);
        return spec;
    }

    /// <summary>Something of this name is this test's, and is looked for at the end.</summary>
    public void Mine(string name)
    {
        lock (_mine) _mine.Add(name);
    }

    /// <summary>The instances of a study are this test's.</summary>
    public void Mine(IEnumerable<JournalEntry> journal)
    {
        foreach (var begun in journal.OfType<Begun>()) Mine($"{LabHome.Prefix}{begun.Nonce[..8]}");
    }

    public async Task AssertNothingLeftAsync() => Assert.Empty(await LeftAsync());

    /// <summary>Everything on this machine that this test made: containers, machines, volumes, mounts, cgroups, processes, sockets, folders.</summary>
    public Task<IReadOnlyList<string>> LeftAsync()
    {
        lock (_mine) return new Remains(Tools).FindAsync([.. _mine]);
    }

    /// <summary>An exercise whose platforms work here; what has its name is looked for at the end.</summary>
    /// <param name="name">Its instances get this number's name, so that several tests can use one exercise at a time.</param>
    public async Task<Exercise> RequireExerciseAsync(int number, int? name = null)
    {
        var exercise = Catalogue.ReadExercises("en").Single(e => e.Exercise.Number == number).Exercise with { Number = name ?? number };
        if (exercise.Container is not null) await RequireAsync("container");
        if (exercise.Vm is not null) await RequireAsync("vm");
        Mine(exercise.InstanceName);
        return exercise;
    }

    public static Prose ProseOf(int number, string language) => Catalogue.ReadExercises(language).Single(e => e.Exercise.Number == number).Prose;

    /// <summary>Runs every workload in one instance, which is gone then.</summary>
    public async Task AssertEveryWorkloadAsync(string id)
    {
        var platform = await RequireAsync(id);
        await using (var guest = await UpAsync(platform, Spec() with { Volume = true }))
            await AssertGivesAllMetricsAsync(guest, [.. Catalogue.ReadWorkloads().Keys]);
        await AssertNothingLeftAsync();
    }

    /// <summary>A visit as a study makes it, with a workload; its numbers are plausible, and it leaves nothing.</summary>
    public async Task AssertVisitAsync(string id)
    {
        var platform = await RequireAsync(id);
        var journal = new Journal();
        var spec = new PlanSpec("test", "", [id], ["sysbench-cpu"], 1, 0, 2, 1L << 30, "auto", 0);
        var runner = new Runner(Plan.Make(spec, 1, []), new Dictionary<string, IPlatform> { [id] = platform }, new Dictionary<string, Workload> { ["sysbench-cpu"] = Catalogue.ReadWorkloads()["sysbench-cpu"].For(spec, emulated: true) },
            new RunnerPorts(journal, journal, new WebProbe(Tools.Runner).AnswersAsync, CommandRunner.OwnCpuSeconds, new HostPlatform(Tools.Runner).ClientAsync), Tools.Clock);

        Assert.True(await runner.RunAsync([], Cancel), journal.Said);

        Mine(journal.Entries);
        VisitValues.AssertPlausible(VisitValues.Of(journal.Entries));
        await AssertNothingLeftAsync();
    }

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

    /// <summary>Runs workloads, with trials of one second, and misses none of their metrics.</summary>
    public async Task AssertGivesAllMetricsAsync(IGuest guest, IReadOnlyList<string> chosen)
    {
        var plan = new PlanSpec("test", "", [], [], 1, 0, 2, 1L << 30, "auto", 0) { TrialSeconds = 1 };
        var run = new TrialRun(guest, cancel => new HostPlatform(Tools.Runner).ClientAsync(Spec(), cancel), Tools.Clock);
        Assert.NotEmpty(chosen);
        foreach (var workload in chosen.Select(w => Catalogue.ReadWorkloads()[w].For(plan, emulated: true)))
        {
            var output = await BusyAsync(async () => (await run.RunAsync(workload, Cancel)).OrThrow(workload.Id));
            Assert.Equal(workload.Metrics.Select(m => m.Metric.Id), workload.Read(output.StandardOutput).Select(m => m.Metric));
        }
    }

    /// <summary>Once more, and says so, if it failed: beside other machines a request may not be answered in time.</summary>
    static async Task<CommandOutput> BusyAsync(Func<Task<CommandOutput>> work)
    {
        try
        {
            return await work();
        }
        catch (TrialException e)
        {
            TestContext.Current.AddWarning($"Done again: {e.Message}");
            return await work();
        }
    }

    /// <summary>The certificate of a container and another instance.</summary>
    public IReadOnlyList<CertificateRow> Compare(IReadOnlyDictionary<string, string> container, (string Platform, IReadOnlyDictionary<string, string> Seen) other) =>
        Certificate.Of(
            new Dictionary<string, IReadOnlyDictionary<string, string>> { ["container"] = container, [other.Platform] = other.Seen },
            Accelerator == Accelerator.Tcg ? ["vm"] : []);

    /// <summary>The QEMU process of a machine.</summary>
    public static int ProcessOf(string machine) => Leftovers.ProcessesOf(name => name == machine).Single();

    /// <summary>Waits for what must happen within the limit, and looks for it now and then.</summary>
    public static async Task UntilAsync(Func<bool> happened, TimeSpan limit, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < limit, $"{what} did not happen within {limit.TotalSeconds} s.");
            await Task.Delay(50, Cancel);
        }
    }

    public void Dispose() => Tools.Dispose();
}
