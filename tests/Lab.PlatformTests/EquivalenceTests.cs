using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.PlatformTests;

/// <summary>The certificate on real instances: what is the same is called so, and what was made different is caught and named.</summary>
public sealed class EquivalenceTests : IDisposable
{
    const string OtherImage = "lab-guest:other-package";

    /// <summary>A package of the same name with another version, made and installed by dpkg itself.</summary>
    const string InstallOtherVersion = """
        mkdir -p /tmp/mbw/DEBIAN && printf 'Package: mbw\nVersion: 99.0\nArchitecture: all\nMaintainer: lab\nDescription: another version\n' > /tmp/mbw/DEBIAN/control &&
        dpkg-deb --build /tmp/mbw /tmp/mbw.deb && dpkg --install /tmp/mbw.deb
        """;

    readonly RealParts _real = new();
    IReadOnlyDictionary<string, Workload> _workloads = new Dictionary<string, Workload>();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_package_version_is_caught_and_named()
    {
        var container = await _real.RequireAsync("container");
        var same = await ObserveAsync(container, RealParts.Spec());
        await using (var guest = await _real.UpAsync(container))
        {
            (await guest.RunAsync(new Command("sh", "-c", InstallOtherVersion), Cancel)).OrThrow("dpkg");
            var id = (await guest.RunAsync(new Command("cat", "/etc/hostname"), Cancel)).OrThrow("cat").StandardOutput.Trim();
            await _real.Tools.Engine.PostAsync($"commit?container={id}&repo={OtherImage.Split(':')[0]}&tag={OtherImage.Split(':')[1]}", null, Cancel);
        }
        var other = await ObserveAsync(new ContainerPlatform("container", _real.Tools.Engine, _real.Tools.Containers, _real.Tools.Runner, _real.Tools.Clock, OtherImage), RealParts.Spec());
        var row = Row(Compare(same, ("container:other", other)), "packages");
        Assert.Equal(Sameness.Confounding, row.Sameness);
        Assert.Contains("other versions: mbw ", CertificateWords.Why(row, Texts.English), StringComparison.Ordinal);
        Assert.Contains("99.0 there", CertificateWords.Why(row, Texts.English), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_the_CPUs_are_caught_and_named()
    {
        var container = await _real.RequireAsync("container");
        var rows = Compare(await ObserveAsync(container, RealParts.Spec()), ("container:half", await ObserveAsync(container, RealParts.Spec() with { Cpus = 1, CpuSet = "0" })));
        Assert.Equal(["cpus", "affinity", "cpu set"], rows.Where(r => r.Sameness == Sameness.Confounding).Select(r => r.What));
    }

    [Fact]
    public async Task A_machine_differs_from_a_container_by_nature_only_unless_its_disk_has_another_cache()
    {
        var container = await ObserveAsync(await _real.RequireAsync("container"), RealParts.Spec());
        var rows = Compare(container, ("vm", await ObserveAsync(await _real.RequireAsync("vm"), RealParts.Spec())));
        Assert.DoesNotContain(rows, r => r.Sameness is Sameness.Confounding or Sameness.Unknown);
        Assert.Equal(Sameness.ByNature, Row(rows, "kernel").Sameness);
        Assert.Equal(Sameness.Equal, Row(rows, "binary fio").Sameness);
        var cached = new VmPlatform(Catalogue.Root, _real.Catalogue!.Accelerator, _real.Tools.Runner, _real.Tools.Clock, cache: "writeback");
        var cache = Row(Compare(container, ("vm", await ObserveAsync(cached, RealParts.Spec()))), "disk cache");
        Assert.Equal((Sameness.Confounding, "vm: cache mode writeback: direct I/O in the machine ends in the host's page cache"), (cache.Sameness, CertificateWords.Why(cache, Texts.English)));
    }

    async Task<IReadOnlyDictionary<string, string>> ObserveAsync(IPlatform platform, GuestSpec spec)
    {
        _workloads = Catalogue.ReadWorkloads();
        await using var guest = await _real.UpAsync(platform, spec);
        return await Observation.OfAsync(guest, _workloads.Values, Cancel);
    }

    IReadOnlyList<CertificateRow> Compare(IReadOnlyDictionary<string, string> container, (string Platform, IReadOnlyDictionary<string, string> Seen) other) =>
        Certificate.Of(new Dictionary<string, IReadOnlyDictionary<string, string>> { ["container"] = container, [other.Platform] = other.Seen }, _real.Catalogue!.Accelerator == Accelerator.Tcg ? ["vm"] : []);

    static CertificateRow Row(IReadOnlyList<CertificateRow> rows, string what) => rows.Single(r => r.What == what);

    public void Dispose()
    {
        _real.Tools.Engine.DeleteAsync($"images/{OtherImage}?force=1", CancellationToken.None).Wait(Cancel);
        _real.Dispose();
    }
}
