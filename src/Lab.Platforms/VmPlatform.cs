using Lab.Core;

namespace Lab.Platforms;

/// <summary>A virtual machine that Vagrant brings up through the top-level Vagrantfile (libvirt, QEMU); as container-in-vm, the container
/// that Docker runs inside of a machine with a box of its own.</summary>
/// <param name="root">Folder of the Vagrantfile.</param>
/// <param name="accelerator">What the probe proved: kvm or tcg (emulation).</param>
/// <param name="inner">True for container-in-vm.</param>
/// <param name="cache">Cache mode of the virtual disk, as libvirt names it.</param>
/// <param name="bootLimit">A machine whose beacon has not begun so long after power-on hangs in its boot; null for the usual time.</param>
public sealed class VmPlatform(string root, Accelerator accelerator, ICommandRunner runner, TimeProvider clock, bool inner = false, string cache = "none", TimeSpan? bootLimit = null) : IPlatform
{
    /// <summary>A slow emulated boot takes half a minute; a busy machine twice or thrice that. Less than <see cref="Runner.ReadyLimit"/>, so that a hang is found before.</summary>
    static readonly TimeSpan s_bootLimit = TimeSpan.FromSeconds(230);

    public string Id => inner ? "container-in-vm" : "vm";
    public bool CanCopy => !inner;
    public bool CanSwitch => !inner;
    public string Label => $"{Id} (QEMU, {(accelerator == Accelerator.Tcg ? "emulated" : "KVM")})";

    public async Task<string?> WhyUnusableAsync(CancellationToken cancel)
    {
        try
        {
            if (LabHome.Guest is null) return "There is no guest yet. `./run guest build` makes it.";
            foreach (var command in (Command[])[new("vagrant", "--version"), new("virsh", "-c", LabHome.LibvirtUri, "version")])
                if (await runner.RunAsync(command with { TimeLimit = TimeSpan.FromSeconds(30) }, null, cancel) is { ExitCode: not 0 } output)
                    return $"`{command}` failed: {output.StandardError.Trim()} Start libvirt (`systemctl start libvirtd`; without an init system `eng/services start`).";
            return null;
        }
        catch (UsageException e)
        {
            return e.Message;
        }
    }

    /// <summary>The box with Docker in it is built when it is first wanted: most studies do without.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        if (inner)
            (await runner.RunAsync(new Command(Path.Combine(root, "lab", "guest", "build"), "--docker") { TimeLimit = TimeSpan.FromMinutes(20) }, null, cancel)).OrThrow("lab/guest/build --docker");
    }

    public async Task<IGuest> BringUpAsync(GuestSpec spec, Ladder ladder, CancellationToken cancel)
    {
        InstanceOwner.Claim(spec.Name);
        var console = new ConsoleSocket($"{LabHome.Run}/{spec.Name}.console", clock);
        var guest = new VmGuest(spec, root, accelerator, inner, cache, console, runner, clock);
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            console.Follow(ladder);
            var address = guest.FindAddressAsync(ladder, over.Token);
            try
            {
                var up = guest.UpAsync(line => Mark(line, ladder), () => HowFar(ladder), over.Token);
                var hung = HangsAsync(ladder, over.Token);
                if (await Task.WhenAny(up, hung) == hung && await hung)
                {
                    await new HungMachine(runner, clock).KeepAsync(spec.Name, cancel);
                    await over.CancelAsync();
                    await up.ContinueWith(t => _ = t.Exception, TaskScheduler.Default);
                    throw new TrialException($"{HungInBoot}. What its processors did and what its kernel said is kept in log/hung/{spec.Name} of the lab's folder.");
                }
                await up;
                ladder.Mark(Milestone.Returned);
                await address;
            }
            finally
            {
                await over.CancelAsync();
            }
            await guest.ReadBootTimesAsync(ladder, cancel);
            if (spec.Volume && !inner)
                await guest.MountVolumeAsync(cancel);
            return guest;
        }
        catch
        {
            await guest.RemoveAsync();
            throw;
        }
    }

    /// <summary>How a bring-up is described in which Vagrant did its part and the machine nothing.</summary>
    public const string HungInBoot = "the machine was started, but its beacon had not begun: it hung in its boot";

    /// <summary>True once the machine has been on for too long without its beacon; false where nobody waits any more.</summary>
    async Task<bool> HangsAsync(Ladder ladder, CancellationToken cancel)
    {
        try
        {
            while (!ladder.Has(Milestone.Power))
                await Task.Delay(TimeSpan.FromSeconds(1), clock, cancel);
            var on = clock.GetTimestamp();
            while (clock.GetElapsedTime(on) < (bootLimit ?? s_bootLimit))
            {
                if (ladder.Has(Milestone.Init)) return false;
                await Task.Delay(TimeSpan.FromSeconds(1), clock, cancel);
            }
            return !ladder.Has(Milestone.Init);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    static string HowFar(Ladder ladder) => ladder switch
    {
        _ when ladder.Has(Milestone.Ready) => "the machine was ready",
        _ when ladder.Has(Milestone.Init) => "the machine's beacon had begun, but it was not ready",
        _ when ladder.Has(Milestone.Power) => HungInBoot,
        _ => "the machine was not started",
    };

    /// <summary>Vagrant says each step before it takes it.</summary>
    static void Mark(OutputLine line, Ladder ladder)
    {
        if (line.Text.Contains("Creating image (snapshot of base box volume)", StringComparison.Ordinal))
            ladder.Mark(Milestone.DefineBegun, line.Timestamp);
        else if (line.Text.Contains("Starting domain", StringComparison.Ordinal))
        {
            ladder.Mark(Milestone.Defined, line.Timestamp);
            ladder.Mark(Milestone.Power, line.Timestamp);
        }
    }
}
