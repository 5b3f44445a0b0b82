using System.Text.Json.Nodes;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>Finds and removes what a killed run left behind. Everything of the lab's carries its name or label, so nothing else is touched.</summary>
public sealed class Leftovers(EngineClient engine, ICommandRunner runner)
{
    /// <summary>Removes containers, machines, volumes, host groups and mounts of runs that are gone. Returns what was removed.</summary>
    public async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken cancel)
    {
        var removed = await RemoveAsync(name => !InstanceOwner.IsAlive(name), cancel);
        InstanceOwner.ForgetEnded();
        return removed;
    }

    /// <summary>Removes what belongs to instances of certain names, and nothing else.</summary>
    public async Task<IReadOnlyList<string>> RemoveAsync(Func<string, bool> isMeant, CancellationToken cancel)
    {
        var removed = new List<string>();
        if (await engine.WhyUnusableAsync(cancel) is null)
            foreach (var container in (await ContainersAsync(cancel)).Where(c => isMeant(NameOf(c))))
            {
                await engine.DeleteAsync($"containers/{(string)container["Id"]!}?force=1&v=1", cancel);
                removed.Add($"container /{NameOf(container)}");
            }
        // A vagrant whose lab was killed goes on by itself, and would make again what is removed here.
        foreach (var name in Folders("dot").Select(f => Path.GetFileName(f)).Where(isMeant).ToArray())
            foreach (var process in ProcFs.WithVariable($"VAGRANT_DOTFILE_PATH={LabHome.Folder}/dot/{name}").ToArray())
            {
                CommandRunner.Kill(process);
                removed.Add($"process {process} (vagrant)");
            }
        foreach (var domain in (await DomainsAsync(cancel)).Where(isMeant))
        {
            await RemoveMachineAsync(domain, runner);
            removed.Add($"virtual machine {domain}");
        }
        // Where libvirt does not answer, its machines go on without it.
        foreach (var process in ProcFs.Find(words => words.Any(w => MachineOf(w) is { } name && isMeant(name))).ToArray())
        {
            CommandRunner.Kill(process);
            removed.Add($"process {process} (QEMU)");
        }
        var groups = Cgroup.Leftovers(LabHome.Prefix).Where(g => isMeant(g.Name)).ToArray();
        foreach (var group in groups)
            await EndProcessesAsync(group);
        foreach (var folder in Folders("host").Where(f => isMeant(Path.GetFileName(f))))
        {
            await RemoveHostGuestAsync(folder, null, runner);
            removed.Add($"host instance {Path.GetFileName(folder)}");
        }
        foreach (var group in groups)
        {
            group.Remove();
            removed.Add($"cgroup {group.Name}");
        }
        foreach (var folder in Folders("dot").Where(f => isMeant(Path.GetFileName(f))))
        {
            Directory.Delete(folder, recursive: true);
            removed.Add($"Vagrant state {Path.GetFileName(folder)}");
        }
        foreach (var folder in Folders("exercise").Where(f => isMeant(Path.GetFileName(f))))
        {
            Directory.Delete(folder, recursive: true);
            removed.Add($"the host's folder of {Path.GetFileName(folder)}");
        }
        if (Directory.Exists(LabHome.Run))
            foreach (var console in Directory.EnumerateFiles(LabHome.Run, "*.console").Where(c => isMeant(Path.GetFileNameWithoutExtension(c))))
            {
                File.Delete(console);
                removed.Add($"console {Path.GetFileName(console)}");
            }
        return removed;
    }

    static string NameOf(JsonNode container) => ((string)container["Names"]![0]!).TrimStart('/');

    /// <summary>The lab's machine that a word of QEMU's command line names ("guest=NAME,debug-threads=on"); null for any other word.</summary>
    public static string? MachineOf(string word) =>
        word.StartsWith($"guest={LabHome.Prefix}", StringComparison.Ordinal) ? word["guest=".Length..].Split(',')[0] : null;

    async Task<IEnumerable<JsonNode>> ContainersAsync(CancellationToken cancel) =>
        [.. (await engine.GetAsync($"containers/json?all=1&filters={Uri.EscapeDataString("{\"label\":[\"lab\"]}")}", cancel)).AsArray().Select(c => c!)];

    async Task<IEnumerable<string>> DomainsAsync(CancellationToken cancel)
    {
        try
        {
            var output = await runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "list", "--all", "--name") { TimeLimit = TimeSpan.FromSeconds(20) }, null, cancel);
            return output.StandardOutput.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith(LabHome.Prefix, StringComparison.Ordinal));
        }
        catch (UsageException)
        {
            return []; // No libvirt, so no machines.
        }
    }

    static IEnumerable<string> Folders(string kind) =>
        Directory.Exists($"{LabHome.Folder}/{kind}") ? Directory.EnumerateDirectories($"{LabHome.Folder}/{kind}", LabHome.Prefix + "*") : [];

    /// <summary>Ends a machine and removes its definition and its disk. One that is not there is no error.</summary>
    /// <exception cref="DirtyHostException">libvirt does not answer, so its definition stays.</exception>
    public static async Task RemoveMachineAsync(string domain, ICommandRunner runner)
    {
        foreach (var words in (string[][])[["destroy", domain], ["undefine", domain, "--nvram", "--snapshots-metadata"], ["vol-delete", $"{domain}.img", "--pool", "lab"], ["vol-delete", $"{domain}-vol.img", "--pool", "lab"]])
            await runner.RunAsync(new Command("virsh", ["-c", LabHome.LibvirtUri, "-q", .. words]) { TimeLimit = TimeSpan.FromSeconds(20) });
        var dotFolder = $"{LabHome.Folder}/dot/{domain}";
        if (Directory.Exists(dotFolder))
            Directory.Delete(dotFolder, recursive: true);
        if (await runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "version") { TimeLimit = TimeSpan.FromSeconds(20) }) is not { ExitCode: 0, TimedOut: false })
        {
            // libvirt's machines go on without it.
            foreach (var process in ProcFs.Find(words => words.Any(w => w == $"guest={domain},debug-threads=on")).ToArray())
                CommandRunner.Kill(process);
            throw new DirtyHostException($"libvirt does not answer, so the definition of {domain} stays and the study stops here. Start it (`systemctl start libvirtd`; without an init system `eng/services start`), then `./run study --resume FOLDER`.");
        }
    }

    /// <summary>Ends what runs in a host instance, unmounts its overlay and removes its folder.</summary>
    public static async Task RemoveHostGuestAsync(string folder, Cgroup? group, ICommandRunner runner)
    {
        if (group is not null)
            await EndProcessesAsync(group);
        // The last mounted first.
        foreach (var place in (await File.ReadAllLinesAsync("/proc/mounts")).Select(l => l.Split(' ')[1]).Where(p => p.StartsWith($"{folder}/merged", StringComparison.Ordinal)).Reverse())
            (await runner.RunAsync(new Command("umount", place))).OrThrow($"umount {place}");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        group?.Remove();
    }

    static async Task EndProcessesAsync(Cgroup group)
    {
        for (var attempt = 0; attempt < 100 && group.Processes is { Count: > 0 } processes; attempt++)
        {
            foreach (var process in processes)
                CommandRunner.Kill(process);
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
