using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>Whose is what lies in the folder of an Engine that does not run.</summary>
public sealed class EngineContentTests : IDisposable
{
    const string Anonymous = "0000000000000000000000000000000000000000000000000000000000000000";
    readonly LabFolder _lab = new LabFolder().Marked();

    IReadOnlyList<string> Others() =>
        [.. new EngineContent(tag => tag == "lab-guest:0123456789ab").OthersIn(Path.Combine(_lab.Home, "docker"))
        .Select(s => s.What)];

    [Fact]
    public void Containers_volumes_and_images_of_the_labs_are_nobodys()
    {
        _lab.Write("docker/containers/c1/config.v2.json",
            """{"Name":"/lab-1","Config":{"Labels":{"lab":"lab-1"}},"MountPoints":{"/vol":{"Name":"ANONYMOUS"}}}""".Replace("ANONYMOUS", Anonymous, StringComparison.Ordinal));
        _lab.Write($"docker/volumes/{Anonymous}/_data/x", "x");
        _lab.Write("docker/volumes/metadata.db");
        _lab.Write("docker/image/overlay2/repositories.json", """{"Repositories":{"lab-guest":{"lab-guest:0123456789ab":"sha256:aa11"}}}""");
        _lab.Write("docker/image/overlay2/imagedb/content/sha256/aa11", """{"config":{"Labels":{"lab":"guest"}}}""");
        _lab.Write("docker/image/overlay2/imagedb/content/sha256/bb22", """{"config":{"Labels":{"lab":"guest"}}}""");
        Assert.Empty(Others());
    }

    [Fact]
    public void What_others_have_in_it_is_named()
    {
        _lab.Write("docker/containers/c1/config.v2.json", """{"Name":"/database","Config":{"Labels":{}},"MountPoints":{}}""");
        _lab.Write("docker/volumes/thesis/_data/x", "x");
        _lab.Write($"docker/volumes/{Anonymous}/_data/x", "x");
        _lab.Write("docker/image/overlay2/repositories.json", """{"Repositories":{"postgres":{"postgres:16":"sha256:aa11","postgres@sha256:cc33":"sha256:aa11"},"lab-guest":{"lab-guest:mine":"sha256:aa11"}}}""");
        _lab.Write("docker/image/overlay2/imagedb/content/sha256/dddddddddddddddd", """{"config":{}}""");
        Assert.Equal(
            [$"volume {Anonymous}", "container database", "image dddddddddddd", "image lab-guest:mine",
                "image postgres:16", "volume thesis"],
            Others().Select(w => w.Replace(" in the lab's Engine", "", StringComparison.Ordinal))
                .OrderBy(w => !w.Contains("000", StringComparison.Ordinal)).ThenBy(w => w, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("docker/containers/c1/config.v2.json", "{")]
    [InlineData("docker/image/overlay2/repositories.json", "[]")]
    public void What_cannot_be_read_is_somebodys(string file, string text)
    {
        _lab.Write(file, text);
        Assert.Equal([Path.Combine(_lab.Home, "docker")], Others());
    }

    [Fact]
    public void Images_in_a_store_that_only_the_Engine_can_read_are_somebodys()
    {
        _lab.Write("docker/containerd/daemon/io.containerd.content.v1.content/blobs/sha256/aa11", "x");
        Assert.Equal(["images in the store of the lab's Engine"], Others());
    }

    public void Dispose() => _lab.Dispose();
}
