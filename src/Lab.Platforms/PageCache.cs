using Lab.Core;

namespace Lab.Platforms;

/// <summary>The host's page cache, which host and containers share and a virtual machine's disk may go through.</summary>
public static class PageCache
{
    /// <exception cref="TrialException">Not root.</exception>
    public static async Task DropAsync(ICommandRunner runner, CancellationToken cancel)
    {
        (await runner.RunAsync(new Command("sync"), null, cancel)).OrThrow("sync");
        try
        {
            await File.WriteAllTextAsync("/proc/sys/vm/drop_caches", "3", cancel);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new TrialException($"The page cache cannot be dropped: {e.Message} It needs root; leave out the workloads with drop-caches, or run the lab as root.", e);
        }
    }
}
