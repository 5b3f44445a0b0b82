namespace Lab.PlatformTests;

/// <summary>Workloads on real instances, with trials of one second: no metric may be missing.</summary>
[Collection(Lanes.Containers)]
public sealed class WorkloadTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("host")]
    [InlineData("container")]
    public async Task Every_workload_gives_all_its_metrics(string platform) => await RunAsync(platform, [.. Catalogue.ReadWorkloads().Keys]);

    async Task RunAsync(string id, string[] chosen)
    {
        var platform = await _real.RequireAsync(id);
        await using (var guest = await _real.UpAsync(platform, _real.Spec() with { Volume = true }))
            await _real.AssertGivesAllMetricsAsync(guest, chosen);
        await _real.AssertNothingLeftAsync();
    }

    public void Dispose() => _real.Dispose();
}
