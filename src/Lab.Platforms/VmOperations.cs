using Lab.Core;

namespace Lab.Platforms;

/// <summary>What can be done with the whole machine: by ssh and virsh, because each call of Vagrant takes seconds of its own.</summary>
sealed partial class VmGuest : ICopyTarget, ISwitchable, IServiceRestart
{
    public async Task RestartServiceAsync(TimeSpan delay, Ladder ladder, CancellationToken cancel)
    {
        (await MachineAsync(new Command("sudo", "systemctl", "stop", "lab-beacon"), cancel)).OrThrow("stopping the beacon");
        console.Turn(ladder);
        // The beacon takes the variable before the machine's asset tag.
        var restart = $"systemctl set-environment LAB_DELAY_MS={delay.TotalMilliseconds:0} && systemctl start lab-beacon";
        (await MachineAsync(new Command("sudo", "sh", "-c", restart), cancel)).OrThrow("starting the beacon");
    }

    public async Task CopyInAsync(string file, string path, CancellationToken cancel) =>
        (await runner.RunAsync(MachineSsh.Copy(_address, file, path), null, cancel)).OrThrow("scp to the machine");

    public Task PauseAsync(CancellationToken cancel) => VirshAsync("suspend", cancel);

    public Task ResumeAsync(CancellationToken cancel) => VirshAsync("resume", cancel);

    public async Task StopAsync(CancellationToken cancel)
    {
        // Its exit code is that of a connection which the machine ends.
        var off = await MachineAsync(new Command("sudo", "systemctl", "poweroff"), cancel);
        if (off.TimedOut || off.StandardError.Contains("connect to host", StringComparison.Ordinal))
            throw new TrialException($"The machine cannot be told to power off: {off.StandardError.Trim()}");
        while (!(await VirshAsync("domstate", cancel)).Contains("shut off", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancel);
    }

    public async Task StartAsync(Ladder ladder, CancellationToken cancel)
    {
        console.Follow(ladder);
        ladder.Mark(Milestone.Power);
        await VirshAsync("start", cancel);
        ladder.Mark(Milestone.Returned);
    }

    async Task<string> VirshAsync(string what, CancellationToken cancel) =>
        (await runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "-q", what, Domain) { TimeLimit = TimeSpan.FromSeconds(20) }, null, cancel)).OrThrow($"virsh {what}").StandardOutput;
}
