namespace Lab.PlatformTests;

/// <summary>Workloads in a real container, with trials of one second: no metric may be missing. On the host: HostTests; in a machine: MachineTests.</summary>
[Collection(Lanes.Containers)]
public sealed class WorkloadTests : IDisposable
{
    readonly RealParts _real = new();

    [Fact]
    public Task Every_workload_gives_all_its_metrics_in_a_container() => _real.AssertEveryWorkloadAsync("container");

    public void Dispose() => _real.Dispose();
}
