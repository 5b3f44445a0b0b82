using System.Globalization;
using System.Text;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>What can be seen from outside of a machine that stands still in its boot, kept so that the cause can be found: its processors' registers
/// at several moments, its interrupt controllers, QEMU's threads and log, and the kernel's messages as they stand in the machine's memory.</summary>
public sealed class HungMachine(ICommandRunner runner, TimeProvider clock)
{
    const int Moments = 5, LargestLog = 256 << 10;
    static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(300), s_limit = TimeSpan.FromSeconds(30);

    /// <summary>The folder below the lab's own where it is kept, one for each machine.</summary>
    public static string FolderOf(string domain) => Path.Combine(LabHome.Folder, "log", "hung", domain);

    /// <summary>Keeps what can be had; a part that cannot says why in its place. Takes some seconds.</summary>
    public async Task KeepAsync(string domain, CancellationToken cancel)
    {
        var folder = FolderOf(domain);
        Directory.CreateDirectory(folder);
        var registers = new StringBuilder();
        for (var moment = 1; moment <= Moments; moment++)
        {
            registers.Append(CultureInfo.InvariantCulture, $"== {clock.GetUtcNow():HH:mm:ss.fff}\n{await MonitorAsync(domain, "info registers -a", cancel)}\n");
            await Task.Delay(s_between, clock, cancel);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "registers.txt"), registers.ToString(), cancel);
        var state = new StringBuilder();
        foreach (var what in (string[])["status", "cpus", "irq", "pic", "lapic", "jit"])
            state.Append(CultureInfo.InvariantCulture, $"== info {what}\n{await MonitorAsync(domain, $"info {what}", cancel)}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "machine.txt"), state.ToString() + Threads(domain), cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "qemu.log"), TextOf($"/var/log/libvirt/qemu/{domain}.log"), cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "kernel.txt"), await KernelAsync(domain, folder, cancel), cancel);
    }

    Task<string> MonitorAsync(string domain, string command, CancellationToken cancel) => VirshAsync(cancel, "qemu-monitor-command", "--hmp", domain, command);

    async Task<string> VirshAsync(CancellationToken cancel, params string[] words)
    {
        var output = await runner.RunAsync(new Command("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words]) { TimeLimit = s_limit }, null, cancel);
        return output.ExitCode == 0 ? output.StandardOutput : $"not to be had: {output.StandardError.Trim()}";
    }

    /// <summary>Name, state and CPU time of each of QEMU's threads: whether a processor of the machine runs or waits.</summary>
    static string Threads(string domain)
    {
        var text = new StringBuilder("== threads of QEMU (name, state, CPU ticks in user and system mode)\n");
        foreach (var process in Leftovers.ProcessesOf(name => name == domain))
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
            {
                var fields = ProcFs.StatFields(TextOf($"{thread}/stat"));
                if (fields.Length > 12) text.Append(CultureInfo.InvariantCulture, $"{TextOf($"{thread}/comm").Trim()} {fields[0]} {fields[11]} {fields[12]}\n");
            }
        return text.ToString();
    }

    async Task<string> KernelAsync(string domain, string folder, CancellationToken cancel)
    {
        var dump = Path.Combine(folder, "memory");
        try
        {
            var said = await VirshAsync(cancel, "dump", "--memory-only", domain, dump);
            if (!File.Exists(dump)) return said;
            await using var memory = File.OpenRead(dump);
            return KernelLog(memory) ?? "The kernel had written nothing yet.";
        }
        finally
        {
            File.Delete(dump);
        }
    }

    /// <summary>The kernel's messages in an image of a machine's memory: they begin with its banner, which its command line follows.</summary>
    /// <returns>Null where there are none.</returns>
    public static string? KernelLog(Stream memory)
    {
        const int step = 4 << 20, near = 600;
        byte[] banner = [.. "Linux version "u8], next = [.. "Command line: "u8], block = new byte[step + LargestLog];
        var held = 0;
        while (true)
        {
            var read = memory.ReadAtLeast(block.AsSpan(held), block.Length - held, throwOnEndOfStream: false);
            var length = held + read;
            // In the last block the log may be shorter than the most that is taken.
            var starts = read < block.Length - held ? length : step;
            for (var at = 0; at < starts;)
            {
                var found = block.AsSpan(at, length - at).IndexOf(banner);
                if (found < 0 || (at += found) >= starts) break;
                if (block.AsSpan(at, Math.Min(near, length - at)).IndexOf(next) >= 0) return Printable(block.AsSpan(at, Math.Min(LargestLog, length - at)));
                at += banner.Length;
            }
            if (starts == length) return null;
            block.AsSpan(step, length - step).CopyTo(block);
            held = length - step;
        }
    }

    /// <summary>Runs of text, one a line; what is written between them is the buffer's own.</summary>
    static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var value in bytes)
            if (value is >= 32 and < 127)
                text.Append((char)value);
            else if (text.Length > 0 && text[^1] != '\n')
                text.Append('\n');
        return string.Join('\n', text.ToString().Split('\n').Where(line => line.Length >= 8)) + "\n";
    }

    static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"not to be had: {e.Message}\n";
        }
    }
}
