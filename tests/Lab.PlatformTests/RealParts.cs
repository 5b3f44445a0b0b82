using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>What tests on the real thing share: the tools, a platform that works here, and the search for what was left behind.</summary>
sealed class RealParts : IDisposable
{
    static ProbeResult? s_kvm;

    public Tools Tools { get; } = Tools.Make(builtIn: true);

    /// <summary>What works here; null until a platform has been required.</summary>
    public Catalogue? Catalogue { get; private set; }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A platform, if it works here; else the test is skipped (on CI it fails).</summary>
    public async Task<IPlatform> RequireAsync(string id)
    {
        s_kvm ??= await new AcceleratorProbe(Tools.Runner, Tools.Clock).ProbeAsync(Accelerator.Kvm, Cancel);
        Catalogue = Catalogue.Make(Tools, s_kvm.Class == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg);
        var platform = Catalogue.Platforms[id];
        if (await platform.WhyUnusableAsync(Cancel) is { } why)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Skip(why);
        }
        return platform;
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

    public static GuestSpec Spec() => GuestSpec.New(2, "0-1", 1L << 30);

    public async Task AssertNothingLeftAsync() => Assert.Empty(await LeftAsync());

    /// <summary>Everything on this machine that carries a visit's name: containers, machines, volumes, mounts, cgroups, processes, sockets, folders.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync()
    {
        var left = new List<string>();
        left.AddRange((await Tools.Engine.GetAsync($"containers/json?all=1&filters={Uri.EscapeDataString("{\"label\":[\"lab\"]}")}", Cancel)).AsArray().Select(c => $"container {((string)c!["Names"]![0]!).TrimStart('/')}"));
        foreach (var (words, kind) in new[] { (new[] { "list", "--all", "--name" }, "machine"), (["vol-list", "lab"], "volume") })
            left.AddRange((await Tools.Runner.RunAsync(new Command("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words]), null, Cancel)).StandardOutput.Split('\n')
                .Select(l => l.Trim()).Where(l => l.StartsWith("lab-", StringComparison.Ordinal) && !l.Contains("_vagrant_box_image_", StringComparison.Ordinal)).Select(l => $"{kind} {l}"));
        left.AddRange(File.ReadLines("/proc/mounts").Where(l => l.Contains($"{LabHome.Folder}/host/", StringComparison.Ordinal)));
        left.AddRange(Cgroup.Leftovers(LabHome.Prefix).Select(g => $"cgroup {g.Name}"));
        left.AddRange(ProcFs.Find(words => words.Any(w => w.Contains("lab-beacon", StringComparison.Ordinal) || w.StartsWith("guest=lab-", StringComparison.Ordinal))).Select(p => $"process {p}"));
        left.AddRange(Directory.EnumerateFiles(LabHome.Run, "*.console"));
        foreach (var kind in (string[])["host", "dot"])
            if (Directory.Exists($"{LabHome.Folder}/{kind}"))
                left.AddRange(Directory.EnumerateDirectories($"{LabHome.Folder}/{kind}"));
        return left;
    }

    public void Dispose() => Tools.Dispose();
}
