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
        var removed = new List<string>();
        var left = new List<Stays>();
        await foreach (var item in FindAsync(cancel))
        {
            var stays = await item.RemoveAsync();
            left.AddRange(stays);
            if (stays.Count == 0) removed.Add(item.What);
        }
        return new Swept(removed, left);
    }

    /// <summary>Each is looked for when those before it have been dealt with: what goes on by itself could make again
    /// what is removed later.</summary>
    public async IAsyncEnumerable<Removal> FindAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        if (await engine.WhyUnusableAsync(cancel) is null)
            foreach (var container in await ContainersAsync(cancel))
                yield return new($"container {(string)container["Names"]![0]!}", () =>
                    engine.DeleteAsync($"containers/{(string)container["Id"]!}?force=1&v=1", cancel));
        // A vagrant whose lab was killed goes on by itself, and would make again what is removed here.
        foreach (var process in ProcFs.WithVariable($"VAGRANT_DOTFILE_PATH={LabHome.Folder}/dot/{LabHome.Prefix}").ToArray())
            yield return new($"process {process} (vagrant)", () => CommandRunner.Kill(process));
        foreach (var domain in await DomainsAsync(cancel))
            yield return new($"virtual machine {domain}", () => RemoveMachineAsync(domain, runner));
        // Where libvirt does not answer, its machines go on without it.
        foreach (var process in ProcFs.Find(words => words.Any(w => w.StartsWith($"guest={LabHome.Prefix}", StringComparison.Ordinal))).ToArray())
            yield return new($"process {process} (QEMU)", () => CommandRunner.Kill(process));
        var groups = Cgroup.Leftovers(LabHome.Prefix).ToArray();
        foreach (var folder in Folders("host"))
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
        foreach (var folder in Folders("dot"))
            yield return new($"Vagrant state {Path.GetFileName(folder)}", () => OwnFolder.DeleteAsync(folder, runner));
        if (Path.Exists(LabHome.ExerciseFolder))
            yield return new("the host's folder of an exercise", () =>
                OwnFolder.DeleteAsync(LabHome.ExerciseFolder, runner));
        if (Directory.Exists(LabHome.Run))
            foreach (var console in Directory.EnumerateFiles(LabHome.Run, $"{LabHome.Prefix}*.console"))
                yield return new($"console {Path.GetFileName(console)}", () => File.Delete(console));
    }

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
