using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.PlatformTests;

/// <summary>The certificate on real instances: what is the same is called so, and what was made different is caught and named. Of a machine: MachineTests.</summary>
[Collection(Lanes.Containers)]
public sealed class EquivalenceTests : IDisposable
{
    const string OtherImage = "lab-guest:other-package";

    /// <summary>A package of the same name with another version, made and installed by dpkg itself.</summary>
    const string InstallOtherVersion = """
        mkdir -p /tmp/mbw/DEBIAN && printf 'Package: mbw\nVersion: 99.0\nArchitecture: all\nMaintainer: lab\nDescription: another version\n' > /tmp/mbw/DEBIAN/control &&
        dpkg-deb --build /tmp/mbw /tmp/mbw.deb && dpkg --install /tmp/mbw.deb
        """;

    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_package_version_is_caught_and_named()
    {
        var container = await _real.RequireAsync("container");
        var same = await ObserveAsync(container, _real.Spec());
        await using (var guest = await _real.UpAsync(container))
        {
            (await guest.RunAsync(new Command("sh", "-c", InstallOtherVersion), Cancel)).OrThrow("dpkg");
            var id = (await guest.RunAsync(new Command("cat", "/etc/hostname"), Cancel)).OrThrow("cat").StandardOutput.Trim();
            await _real.Tools.Engine.PostAsync($"commit?container={id}&repo={OtherImage.Split(':')[0]}&tag={OtherImage.Split(':')[1]}", null, Cancel);
        }
        var other = await ObserveAsync(new ContainerPlatform("container", _real.Tools.Engine, _real.Tools.Containers, _real.Tools.Runner, _real.Tools.Clock, OtherImage), _real.Spec());
        var row = Row(_real.Compare(same, ("container:other", other)), "packages");
        Assert.Equal(Sameness.Confounding, row.Sameness);
        Assert.Contains("other versions: mbw ", CertificateWords.Why(row, Texts.English), StringComparison.Ordinal);
        Assert.Contains("99.0 there", CertificateWords.Why(row, Texts.English), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_the_CPUs_are_caught_and_named()
    {
        var container = await _real.RequireAsync("container");
        var rows = _real.Compare(await ObserveAsync(container, _real.Spec()), ("container:half", await ObserveAsync(container, _real.Spec() with { Cpus = 1, CpuSet = "0" })));
        Assert.Equal(["cpus", "affinity", "cpu set"], rows.Where(r => r.Sameness == Sameness.Confounding).Select(r => r.What));
    }

    async Task<IReadOnlyDictionary<string, string>> ObserveAsync(IPlatform platform, GuestSpec spec)
    {
        await using var guest = await _real.UpAsync(platform, spec);
        return await Observation.OfAsync(guest, Catalogue.ReadWorkloads().Values, Cancel);
    }

    static CertificateRow Row(IReadOnlyList<CertificateRow> rows, string what) => rows.Single(r => r.What == what);

    public void Dispose()
    {
        _real.Tools.Engine.DeleteAsync($"images/{OtherImage}?force=1", CancellationToken.None).Wait(Cancel);
        _real.Dispose();
    }
}
