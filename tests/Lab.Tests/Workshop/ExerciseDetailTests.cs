using Lab.Core;

namespace Lab.Tests.Workshop;

/// <summary>What exercises 5 and 6 rest on and a run on one machine does not show.</summary>
public sealed class ExerciseDetailTests
{
    static Exercise Of(string id) => Catalogue.ReadExercises("en").Single(e => e.Exercise.Id == id).Exercise;

    static CheckResult Check(string exercise, string step, string output, Dictionary<string, string>? known = null) =>
        CheckResult.Of(Of(exercise).Steps.Single(s => s.Id == step), new CommandOutput(0, output, "", false, TimeSpan.Zero), known ?? []);

    [Theory]
    [InlineData("3\n0\n", true, "without-initrd")]
    [InlineData("3\n1\n", false, null)] // It could go, and is still there.
    [InlineData("0\n1\n", true, "with-initrd")] // Debian's cloud kernel has all three as modules.
    [InlineData("2\n0\n", false, null)] // It was taken out, and the kernel needs it.
    [InlineData("1\n", false, null)] // The settings are not what was kept.
    public void The_initrd_goes_only_where_the_kernel_finds_its_disk_without_it(string seen, bool passes, string? remark)
    {
        var result = Check("startup", "loader", seen);
        Assert.Equal(passes, result.Passed);
        Assert.Equal(remark, Of("startup").Remarks.Where(r => r.Id.EndsWith("-initrd", StringComparison.Ordinal)).FirstOrDefault(r => r.When.All(w => w.Holds(result.Values)))?.Id);
    }

    [Fact]
    public void A_reset_that_still_loads_the_initrd_is_seen()
    {
        Assert.True(Check("startup", "reset", "another\n0\n", new() { ["initrds"] = "0" }).Passed);
        Assert.False(Check("startup", "reset", "another\n1\n", new() { ["initrds"] = "0" }).Passed);
        Assert.False(Check("startup", "reset", "0\n", new() { ["initrds"] = "0" }).Passed);
    }

    [Theory]
    [InlineData("1min 2.471s redis-server.service\n", "1min 2.471s")]
    [InlineData("22.192s ssh.service\n", "22.192s")]
    [InlineData("  823ms ssh.service\n", "823ms")]
    public void Systemd_writes_times_in_several_ways(string seen, string time) => Assert.Equal(time, Check("startup", "blame", seen).Values["slowest_time"]);

    [Theory]
    [InlineData(5, 13, 7, "loader")]
    [InlineData(12, 3, 14, "kernel")]
    [InlineData(4, 3, 14, "system")]
    public void The_longest_rung_of_the_machine_is_the_answer(int kernel, int loader, int web, string answer)
    {
        var exercise = Of("startup");
        var values = new Dictionary<string, string> { ["vm_startup_kernel"] = $"{kernel}", ["web_before"] = $"{web}", ["vm_startup_ready"] = $"{loader + web}" };
        Assert.Equal(answer, exercise.Answer(exercise.WithDerived(values)));
    }

    /// <summary>QEMU has other large mappings; one of them is a GiB.</summary>
    [Fact]
    public void The_machines_ram_is_found_by_the_size_that_it_is_given()
    {
        var exercise = Of("docker-in-vm");
        Assert.NotEqual(1L << 30, exercise.Vm!.MemoryBytes);
        Assert.Contains($"size >= {exercise.Vm.MemoryBytes >> 20} * 1024 ", exercise.Steps.Single(s => s.Id == "outside").Type, StringComparison.Ordinal);
    }
}
