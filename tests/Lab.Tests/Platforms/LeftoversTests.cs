using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>Removing one instance, with nothing but folders of the test's own. Sweeping a machine is tried by the tests with real tools.</summary>
public sealed class LeftoversTests
{
    readonly string _name = $"lab-test-{Guid.NewGuid():N}";

    string Dot => Path.Combine(LabHome.Folder, "dot", _name);

    [Fact]
    public async Task Of_a_machine_neither_its_definition_nor_a_volume_nor_its_folder_stays()
    {
        Directory.CreateDirectory(Path.Combine(Dot, "machines"));
        var runner = new ScriptedRunner();
        await Leftovers.RemoveMachineAsync(_name, runner);
        Assert.Equal(
            [
                $"virsh -c qemu:///system -q destroy {_name}", $"virsh -c qemu:///system -q undefine {_name} --nvram --snapshots-metadata",
                $"virsh -c qemu:///system -q vol-delete {_name}.img --pool lab", $"virsh -c qemu:///system -q vol-delete {_name}-vol.img --pool lab",
            ], runner.Commands[..4]);
        Assert.Equal($"rm -rf --one-file-system -- {Dot}", runner.Commands[4]);
    }

    [Fact]
    public async Task A_machine_whose_libvirt_does_not_answer_makes_the_host_dirty()
    {
        var error = await Assert.ThrowsAsync<DirtyHostException>(() => Leftovers.RemoveMachineAsync(_name, new ScriptedRunner(_ => 1)));
        Assert.StartsWith($"libvirt does not answer, so the definition of {_name} stays", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_host_instance_no_folder_stays()
    {
        var folder = Directory.CreateDirectory(Path.Combine(LabHome.Folder, "host", _name, "upper", "etc")).Parent!.Parent!.FullName;
        var runner = new ScriptedRunner();
        await Leftovers.RemoveHostGuestAsync(folder, null, runner);
        Assert.Equal([$"rm -rf --one-file-system -- {folder}"], runner.Commands); // Nothing was mounted.
    }
}
