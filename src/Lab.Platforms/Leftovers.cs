using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>Finds and removes what a killed run left behind. Everything of the lab's carries its name or label, so nothing else is touched.</summary>
public sealed class Leftovers(EngineClient engine, ICommandRunner runner)
{
    /// <summary>Removes containers, machines, volumes, host groups and mounts of runs that are gone.</summary>
    public async Task<Swept> RemoveAsync(CancellationToken cancel)
    {
        var swept = await RemoveAsync(IsLeft, cancel);
        InstanceOwner.ForgetEnded();
        return swept;
    }

    /// <summary>Whether an instance of this name is a killed run's: another process's that lives is not.</summary>
    static bool IsLeft(string name) => !InstanceOwner.IsAnothers(name);

    /// <summary>Removes what belongs to instances of certain names, and nothing else.</summary>
    public async Task<Swept> RemoveAsync(Func<string, bool> isMeant, CancellationToken cancel)
    {
        var removed = new List<string>();
        var left = new List<Stays>();
        await foreach (var item in FindAsync(isMeant, cancel))
        {
            var stays = await item.RemoveAsync();
            left.AddRange(stays);
            if (stays.Count == 0) removed.Add(item.What);
        }
        return new Swept(removed, left);
    }

    /// <summary>What killed runs left.</summary>
    public IAsyncEnumerable<Removal> FindAsync(CancellationToken cancel) => FindAsync(IsLeft, cancel);

    /// <summary>Each is looked for when those before it have been dealt with: what goes on by itself could make again
    /// what is removed later.</summary>
    async IAsyncEnumerable<Removal> FindAsync(Func<string, bool> isMeant, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (await engine.WhyUnusableAsync(cancel) is null)
            foreach (var container in (await ContainersAsync(cancel)).Where(c => isMeant(NameOf(c))))
                yield return new($"container /{NameOf(container)}", () =>
                    engine.DeleteAsync($"containers/{(string)container["Id"]!}?force=1&v=1", cancel));
        // A vagrant whose lab was killed goes on by itself, and would make again what is removed here.
        foreach (var name in Folders("dot").Select(f => Path.GetFileName(f)).Where(isMeant).ToArray())
        foreach (var process in ProcFs.WithVariable($"VAGRANT_DOTFILE_PATH={LabHome.Folder}/dot/{name}").ToArray())
            yield return new($"process {process} (vagrant)", () => CommandRunner.Kill(process));
        foreach (var domain in (await DomainsAsync(cancel)).Where(isMeant))
            yield return new($"virtual machine {domain}", () => RemoveMachineAsync(domain, runner));
        // Where libvirt does not answer, its machines go on without it.
        foreach (var process in ProcessesOf(isMeant).ToArray())
            yield return new($"process {process} (QEMU)", () => CommandRunner.Kill(process));
        var groups = Cgroup.Leftovers(LabHome.Prefix).Where(g => isMeant(g.Name)).ToArray();
        foreach (var folder in Folders("host").Where(f => isMeant(Path.GetFileName(f))))
            yield return new($"host instance {Path.GetFileName(folder)}", async () =>
            {
                foreach (var group in groups)
                    await EndProcessesAsync(group);
                await RemoveHostGuestAsync(folder, null, runner);
            });
        foreach (var group in groups)
            yield return new($"cgroup {group.Name}", async () =>
            {
                await EndProcessesAsync(group);
                group.Remove();
            });
        foreach (var folder in Folders("dot").Where(f => isMeant(Path.GetFileName(f))))
            yield return new($"Vagrant state {Path.GetFileName(folder)}", () => OwnFolder.DeleteAsync(folder, runner));
        foreach (var folder in Folders("exercise").Where(f => isMeant(Path.GetFileName(f))))
            yield return new($"the host's folder of {Path.GetFileName(folder)}", () => OwnFolder.DeleteAsync(folder, runner));
        if (Directory.Exists(LabHome.Run))
            foreach (var console in Directory.EnumerateFiles(LabHome.Run, $"{LabHome.Prefix}*.console").Where(c => isMeant(Path.GetFileNameWithoutExtension(c))))
                yield return new($"console {Path.GetFileName(console)}", () => File.Delete(console));
    }

    static string NameOf(JsonNode container) => ((string)container["Names"]![0]!).TrimStart('/');

    /// <summary>The lab's machine that a word of QEMU's command line names ("guest=NAME,debug-threads=on"); null for any other word.</summary>
    public static string? MachineOf(string word) =>
        word.StartsWith($"guest={LabHome.Prefix}", StringComparison.Ordinal) ? word["guest=".Length..].Split(',')[0] : null;

    /// <summary>The processes that run the lab's machines with such names.</summary>
    public static IEnumerable<int> ProcessesOf(Func<string, bool> isMeant) => ProcFs.Find(words => words.Any(w => MachineOf(w) is { } name && isMeant(name)));

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
        await OwnFolder.DeleteOrThrowAsync($"{LabHome.Folder}/dot/{domain}", runner);
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
        // The last mounted first. Anything else that is mounted there is not the lab's; the overlay is busy then, and
        // umount says so.
        string[] own = [$"{folder}/merged", $"{folder}/merged/proc", $"{folder}/merged/sys", $"{folder}/merged/vol"];
        foreach (var place in MountTable.Read().Points.Where(own.Contains).Reverse())
            (await runner.RunAsync(new Command("umount", place))).OrThrow($"umount {place}");
        await OwnFolder.DeleteOrThrowAsync(folder, runner);
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
