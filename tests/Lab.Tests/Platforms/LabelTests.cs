using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>The names that stand beside every number.</summary>
public sealed class LabelTests
{
    static readonly ScriptedRunner s_runner = new();

    [Theory]
    [InlineData(Accelerator.Tcg, false, "vm (QEMU, emulated)")]
    [InlineData(Accelerator.Kvm, false, "vm (QEMU, KVM)")]
    [InlineData(Accelerator.Tcg, true, "container-in-vm (QEMU, emulated)")]
    [InlineData(Accelerator.Kvm, true, "container-in-vm (QEMU, KVM)")]
    public void A_machine_is_called_emulated_wherever_it_is(Accelerator accelerator, bool inner, string label)
    {
        var platform = new VmPlatform("/", accelerator, s_runner, TimeProvider.System, inner);
        Assert.Equal(label, platform.Label);
        Assert.Equal($"{label}, again", new SecondPlatform(platform).Label);
    }

    [Theory]
    [InlineData("container", "container (Docker)")]
    [InlineData("container:crun", "container (Docker, crun)")]
    [InlineData("container:host-network", "container (Docker, host network)")]
    public void A_container_is_called_by_what_it_differs_in(string id, string label)
    {
        using var engine = new EngineClient(TestProcess.NoEngine);
        Assert.Equal(label, new ContainerPlatform(id, engine, new BuiltInContainers(engine, TimeProvider.System), s_runner, TimeProvider.System).Label);
    }

    [Fact]
    public void The_host_is_called_by_how_its_userland_is_entered() => Assert.Equal("host (chroot)", new HostPlatform(s_runner).Label);
}
