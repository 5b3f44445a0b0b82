using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>Workloads on real instances, with trials of one second: no metric may be missing.</summary>
public sealed class WorkloadTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("host")]
    [InlineData("container")]
    public async Task Every_workload_gives_all_its_metrics(string platform) => await RunAsync(platform, [.. Catalogue.ReadWorkloads().Keys]);

    /// <summary>A service inside with its client outside, a volume, dropped caches, a size for emulation.</summary>
    [Fact]
    public async Task What_is_special_about_a_workload_works_on_a_machine() =>
        await RunAsync("vm", ["net-outside", "rtt-outside", "redis-outside", "apache-outside", "volume-fsync", "disk-read-cold", "spawn"]);

    async Task RunAsync(string id, string[] chosen)
    {
        var platform = await _real.RequireAsync(id);
        var plan = new PlanSpec("test", "", [id], [], 1, 0, 2, 1L << 30, "auto", 0) { TrialSeconds = 1 };
        Workload[] workloads = [.. chosen.Select(w => Catalogue.ReadWorkloads()[w].For(plan, emulated: true))];
        await using (var guest = await _real.UpAsync(platform, RealParts.Spec() with { Volume = true }))
        {
            var run = new TrialRun(guest, cancel => new HostPlatform(_real.Tools.Runner).ClientAsync(RealParts.Spec(), cancel), _real.Tools.Clock);
            foreach (var workload in workloads)
            {
                var output = (await run.RunAsync(workload, Cancel)).OrThrow(workload.Id);
                Assert.Equal(workload.Metrics.Select(m => m.Metric.Id), workload.Read(output.StandardOutput).Select(m => m.Metric));
            }
        }
        await _real.AssertNothingLeftAsync();
    }

    public void Dispose() => _real.Dispose();
}
