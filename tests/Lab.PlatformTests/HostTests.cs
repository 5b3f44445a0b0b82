using Lab.Core;

namespace Lab.PlatformTests;

/// <summary>The host as a platform, and what asks no daemon for anything.</summary>
[Collection(Lanes.Host)]
[Trait(Lanes.Needs, Lanes.NeedsHost)]
public sealed class HostTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    Tools Tools => _real.Tools;

    [Fact]
    public Task The_host_comes_up_is_measured_and_leaves_nothing() => _real.AssertVisitAsync("host");

    [Fact]
    public Task Every_workload_gives_all_its_metrics_on_the_host() => _real.AssertEveryWorkloadAsync("host");

    [Fact]
    public async Task A_disk_without_room_for_the_guest_is_named_before_anything_is_built()
    {
        var small = Directory.CreateTempSubdirectory("lab-small-").FullName;
        (await Tools.Runner.RunAsync(new Command("mount", "-t", "tmpfs", "-o", "size=100m", "lab-small", small), null, Cancel)).OrThrow("mount of a small disk");
        try
        {
            var build = new Command(Path.Combine(Catalogue.Root, "lab", "guest", "build")) { Environment = new Dictionary<string, string?> { ["LAB_HOME"] = small } };
            var output = await Tools.Runner.RunAsync(build, null, Cancel);
            Assert.Equal(2, output.ExitCode);
            Assert.Matches(@"only\s+100 MiB are free in .*, and the guest needs 6144 while it is built\. Free some, or set LAB_HOME", output.StandardError);
        }
        finally
        {
            await Tools.Runner.RunAsync(new Command("umount", small), null, Cancel);
            Directory.Delete(small);
        }
    }

    public void Dispose() => _real.Dispose();
}
