using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class ProvenanceTests
{
    [Fact]
    public void Sockets_cores_and_threads_are_counted() => Assert.Equal("1 sockets, 2 cores, 4 threads", Provenance.Topology(
        "processor\t: 0\nphysical id\t: 0\ncore id\t\t: 0\n\nprocessor\t: 1\nphysical id\t: 0\ncore id\t\t: 1\n\nprocessor\t: 2\nphysical id\t: 0\ncore id\t\t: 0\n\nprocessor\t: 3\nphysical id\t: 0\ncore id\t\t: 1\n"));

    [Fact]
    public void The_hosts_memory_is_what_is_held_without_caches() => Assert.Equal(new HostMemory((100 + 20 + 30 + 4 + 5 + 6) << 10, 900 << 10), ProcFs.ParseHost(
        "MemTotal: 1000 kB\nMemFree: 10 kB\nMemAvailable: 900 kB\nCached: 500 kB\nAnonPages: 100 kB\nShmem: 20 kB\nSUnreclaim: 30 kB\nPageTables: 4 kB\nKernelStack: 5 kB\nPercpu: 6 kB\n"));

    [Fact]
    public async Task The_sentinel_takes_a_measurable_time_and_leaves_nothing()
    {
        var values = await new HostSentinel(TimeProvider.System).TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["sentinel.cpu", "sentinel.memory", "sentinel.disk"], values.Select(v => v.Metric));
        Assert.All(values, v => Assert.InRange(v.Value, 1e-4, 300));
        Assert.False(File.Exists(Path.Combine(LabHome.Folder, "sentinel")));
    }
}
