using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>What the accelerator is, by time.</summary>
[Collection(Lanes.Quiet)]
[Trait(Lanes.Needs, Lanes.NeedsQuiet)]
public sealed class ProbeTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_accelerator_probe_names_an_outcome_for_KVM_and_finds_emulation_slower_than_the_host()
    {
        var probe = new AcceleratorProbe(_real.Tools.Runner, _real.Tools.Clock);
        var emulation = await probe.ProbeAsync(Accelerator.Tcg, Cancel);
        Assert.Equal(AcceleratorClass.BinaryTranslation, emulation.Class);
        Assert.InRange(emulation.Slowdown!.Value, 3, 100);
        var kvm = await probe.ProbeAsync(Accelerator.Kvm, Cancel);
        Assert.Contains(kvm.Name, (string[])["hardware-assisted", "instruction-emulation", "broken", "absent"]);
        Assert.Equal(kvm.Class == AcceleratorClass.HardwareAssisted, kvm.Slowdown < 3);
    }

    public void Dispose() => _real.Dispose();
}
