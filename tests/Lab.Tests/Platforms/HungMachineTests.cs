using System.Text;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class HungMachineTests
{
    const string Log = "Linux version 6.8.0-31-generic (buildd@lcy02) #31-Ubuntu SMP\0\u0001\u0002Command line: root=/dev/vda1 rw quiet\0\0\u0003KERNEL supported cpus:\0clocksource: hpet: mask";

    [Theory]
    [InlineData(0)]
    [InlineData(4 << 20)]
    [InlineData((4 << 20) - 20)]
    [InlineData(9_000_000)]
    public void The_kernels_messages_are_found_wherever_they_stand_in_memory(int at)
    {
        var memory = Memory(12 << 20, (at, Log));
        Assert.Equal(
            "Linux version 6.8.0-31-generic (buildd@lcy02) #31-Ubuntu SMP\nCommand line: root=/dev/vda1 rw quiet\nKERNEL supported cpus:\nclocksource: hpet: mask\n",
            HungMachine.KernelLog(memory));
    }

    [Fact]
    public void A_banner_that_no_command_line_follows_is_the_programs_own_text()
    {
        var banner = "Linux version 6.8.0-31-generic (buildd@lcy02)";
        Assert.Null(HungMachine.KernelLog(Memory(6 << 20, (100, banner), (5 << 20, banner))));
        Assert.StartsWith("Linux version", HungMachine.KernelLog(Memory(6 << 20, (100, banner), (5 << 20, Log))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5 << 20)]
    public void Memory_in_which_no_kernel_has_written_has_no_messages(int size) => Assert.Null(HungMachine.KernelLog(Memory(size)));

    static MemoryStream Memory(int size, params (int At, string Text)[] texts)
    {
        var memory = new byte[size];
        foreach (var (at, text) in texts) Encoding.ASCII.GetBytes(text).CopyTo(memory, at);
        return new MemoryStream(memory);
    }
}
