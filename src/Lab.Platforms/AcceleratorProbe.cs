using System.Globalization;
using System.Runtime.CompilerServices;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>An accelerator that QEMU can be asked for. Tcg is software emulation.</summary>
public enum Accelerator { Kvm, Tcg }

/// <summary>What an accelerator turned out to be.</summary>
public enum AcceleratorClass { HardwareAssisted, BinaryTranslation, InstructionEmulation, Broken, Absent }

/// <param name="Slowdown">Time of a fixed loop in the guest over that on the host; null where the loop did not end.</param>
/// <param name="Detail">What was seen, for people.</param>
public sealed record ProbeResult(Accelerator Accelerator, AcceleratorClass Class, double? Slowdown, string Detail)
{
    public string Name => Class switch
    {
        AcceleratorClass.HardwareAssisted => "hardware-assisted",
        AcceleratorClass.BinaryTranslation => "binary-translation",
        AcceleratorClass.InstructionEmulation => "instruction-emulation",
        AcceleratorClass.Broken => "broken",
        _ => "absent",
    };

    public override string ToString() =>
        $"{(Accelerator == Accelerator.Kvm ? "KVM" : "emulation (TCG)")}: {Name}{(Slowdown is { } s ? string.Create(CultureInfo.InvariantCulture, $", a fixed loop takes {s:0.0} times the host's time") : "")}. {Detail}".TrimEnd();
}

/// <summary>Asks by timing what an accelerator is, because /dev/kvm being there, opening and even running does not mean that a guest runs:
/// a firmware of 200 bytes (firmware/probe.S) walks from reset to long mode and runs a loop of 20 million steps there.</summary>
public sealed class AcceleratorProbe(ICommandRunner runner, TimeProvider clock)
{
    const int Loop = 20_000_000;
    /// <summary>What the firmware says, and QEMU's exit code at its end.</summary>
    const string InLongMode = "L";
    const int Ended = 33;
    /// <summary>Below this the loop ran on the CPU itself; emulation was seen at 7 to 25.</summary>
    const double HardwareBelow = 3, EmulationBelow = 100;
    /// <summary>Until long mode is reached. Then the loop has as long as it takes where the CPU is interpreted, but never less than this.</summary>
    static readonly TimeSpan s_beginLimit = TimeSpan.FromSeconds(10), s_minLoopLimit = TimeSpan.FromSeconds(1.5);

    const string Code =
        "b052e6e9b00ae6e92e660f0116c0000f20c06683c8010f22c066ea2100ffff080066b810008ed8b050e6e9b00ae6e9c7050010000003200000c7051820000003300000" +
        "c705f83f00008300e0ffb8001000000f22d8b8200000000f22e0b9800000c0b80001000031d20f30b8010000800f22c0ea7a00ffff1800b04ce6e9b00ae6e9b9002d31" +
        "01ffc975fcb053e6e9b00ae6e9b010e6f4f4ebfd8db4000066900000000000000000ffff0000009bcf00ffff00000093cf00ffff0000009baf001f00a000ffff0000";
    const string ResetVector = "e90d00";

    /// <summary>The firmware: 64 KiB that end where an x86 CPU begins.</summary>
    public static byte[] Firmware()
    {
        var image = new byte[0x10000];
        Convert.FromHexString(Code).CopyTo(image, 0);
        Convert.FromHexString(ResetVector).CopyTo(image, 0xfff0);
        return image;
    }

    public async Task<ProbeResult> ProbeAsync(Accelerator accelerator, CancellationToken cancel)
    {
        if (accelerator == Accelerator.Kvm && !File.Exists("/dev/kvm"))
            return new ProbeResult(accelerator, AcceleratorClass.Absent, null, "There is no /dev/kvm: turn virtualisation on in the firmware, or nested virtualisation in the hypervisor above.");
        var firmware = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(firmware, Firmware(), cancel);
            var host = HostLoopSeconds();
            var limit = TimeSpan.FromSeconds(Math.Max(EmulationBelow * host, s_minLoopLimit.TotalSeconds));
            var stamps = new Dictionary<string, long>();
            using var enough = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, enough.Token);
            void See(OutputLine line)
            {
                lock (stamps) stamps.TryAdd(line.Text.Trim(), line.Timestamp);
                if (line.Text.Trim() == InLongMode) enough.CancelAfter(limit);
            }
            CommandOutput? output = null;
            try
            {
                output = await runner.RunAsync(new Command("qemu-system-x86_64", "-accel", accelerator == Accelerator.Kvm ? "kvm" : "tcg",
                    "-machine", "microvm", "-m", "16", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-bios", firmware,
                    "-chardev", "stdio,id=debug", "-device", "isa-debugcon,iobase=0xe9,chardev=debug", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04")
                { TimeLimit = s_beginLimit + limit }, See, stop.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // It has not ended within the limit.
            }
            lock (stamps)
                return Judge(accelerator, output, stamps, host, limit);
        }
        catch (UsageException e)
        {
            return new ProbeResult(accelerator, AcceleratorClass.Absent, null, e.Message);
        }
        finally
        {
            File.Delete(firmware);
        }
    }

    /// <param name="output">Null if the loop did not end.</param>
    /// <param name="host">Seconds of the same loop on the host.</param>
    ProbeResult Judge(Accelerator accelerator, CommandOutput? output, Dictionary<string, long> stamps, double host, TimeSpan limit)
    {
        if (!stamps.TryGetValue(InLongMode, out var loop))
            return new ProbeResult(accelerator, AcceleratorClass.Broken, null, $"The firmware did not reach long mode (steps seen: {string.Join(' ', stamps.Keys)}). {output?.StandardError.Trim()}");
        if (!stamps.TryGetValue("S", out var end) || output?.ExitCode != Ended)
            return new ProbeResult(accelerator, AcceleratorClass.InstructionEmulation, null, string.Create(CultureInfo.InvariantCulture, $"It reaches long mode, but a loop of 20 million steps does not end within {limit.TotalSeconds:0.0} s: every instruction is interpreted. A guest would never boot."));
        var slowdown = clock.GetElapsedTime(loop, end).TotalSeconds / host;
        return slowdown switch
        {
            < HardwareBelow => new ProbeResult(accelerator, AcceleratorClass.HardwareAssisted, slowdown, ""),
            < EmulationBelow => new ProbeResult(accelerator, AcceleratorClass.BinaryTranslation, slowdown, ""),
            _ => new ProbeResult(accelerator, AcceleratorClass.InstructionEmulation, slowdown, "Every instruction is interpreted."),
        };
    }

    /// <summary>The same loop on the host: median of five.</summary>
    double HostLoopSeconds() => Statistics.Median([.. Enumerable.Range(0, 5).Select(_ =>
    {
        var begun = clock.GetTimestamp();
        Spin(Loop);
        return clock.GetElapsedTime(begun).TotalSeconds;
    })]);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void Spin(int count)
    {
        while (count != 0) count--;
    }
}
