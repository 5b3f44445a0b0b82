using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class DiskUsageTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lab-test-").FullName;

    [Fact]
    public async Task Only_allocated_blocks_count_and_never_the_apparent_size()
    {
        var disk = new DiskUsage(new CommandRunner(TimeProvider.System));
        var empty = await disk.AllocatedAsync([_folder], TestContext.Current.CancellationToken);
        await using (var sparse = File.Create(Path.Combine(_folder, "sparse")))
            sparse.SetLength(100 << 20);
        Assert.InRange(await disk.AllocatedAsync([_folder], TestContext.Current.CancellationToken) - empty, 0, 64 << 10);
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "written"), bytes, TestContext.Current.CancellationToken);
        Assert.InRange(await disk.AllocatedAsync([_folder], TestContext.Current.CancellationToken) - empty, 1 << 20, (1 << 20) + (64 << 10));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
