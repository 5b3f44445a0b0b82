using Lab.Core;

namespace Lab.Platforms;

/// <summary>Removes what the lab installed for itself: image, box, storage pool, network, its daemons and their folder.</summary>
public sealed class Uninstall(EngineClient engine, ICommandRunner runner, string servicesScript)
{
    public async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken cancel)
    {
        var removed = new List<string>();
        if (await engine.WhyUnusableAsync(cancel) is null)
            foreach (var image in (await engine.GetAsync($"images/json?filters={Uri.EscapeDataString("{\"reference\":[\"lab-guest\"]}")}", cancel)).AsArray())
            {
                await engine.DeleteAsync($"images/{(string)image!["Id"]!}?force=1", cancel);
                removed.Add($"image {(string)image["RepoTags"]![0]!}");
            }
        foreach (var (what, verbs) in new[] { ("network", new[] { "net-destroy", "net-undefine" }), ("storage pool", new[] { "pool-destroy", "pool-undefine" }) })
            foreach (var verb in verbs)
                if (await VirshAsync(verb, "lab", cancel) && verb == verbs[^1])
                    removed.Add($"{what} lab");
        var stopped = await runner.RunAsync(new Command(servicesScript, "stop") { TimeLimit = TimeSpan.FromMinutes(1) }, null, cancel);
        removed.AddRange(stopped.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        if (Directory.Exists(LabHome.Folder))
        {
            // The command that cleans makes the folder for its own log and lock.
            if (Directory.EnumerateFileSystemEntries(LabHome.Folder).Any(e => Path.GetFileName(e) is not ("log" or ".running")))
                removed.Add($"folder {LabHome.Folder} (guest, box, key, logs)");
            Directory.Delete(LabHome.Folder, recursive: true);
        }
        return removed;
    }

    async Task<bool> VirshAsync(string verb, string name, CancellationToken cancel)
    {
        try
        {
            return (await runner.RunAsync(new Command("virsh", "-c", LabHome.LibvirtUri, "-q", verb, name) { TimeLimit = TimeSpan.FromSeconds(20) }, null, cancel)).ExitCode == 0;
        }
        catch (UsageException)
        {
            return false; // No libvirt.
        }
    }
}
