using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class MountTableTests
{
    /// <summary>As a kernel wrote it: a root disk, an overlay, a bind mount of the same disk on a path with a space and
    /// a backslash, a network namespace.</summary>
    const string Real = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard,resv_strict,resuid=65534,resgid=65534
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        48 27 254:0 /root/a\040b /var/lib/lab/exercise/a\040b\134c rw,relatime shared:7 - ext4 /dev/vda rw,discard
        49 27 0:44 / /var/lib/lab/host/lab-1/merged rw,relatime - overlay lab-1 rw,lowerdir=/var/lib/lab/guest/current/rootfs
        50 27 254:0 /var/lib/lab/docker /var/lib/lab/docker rw,relatime - ext4 /dev/vda rw
        51 25 0:4 net:[4026532288] /run/netns/lab rw shared:8 - nsfs nsfs rw

        """;

    [Fact]
    public void Mount_points_are_read_with_what_the_kernel_escapes() => Assert.Equal(
        ["/proc", "/", "/sys/fs/cgroup", @"/var/lib/lab/exercise/a b\c", "/var/lib/lab/host/lab-1/merged",
            "/var/lib/lab/docker", "/run/netns/lab"],
        new MountTable(Real).Points);

    [Theory]
    [InlineData("/var/lib/lab/exercise", @"/var/lib/lab/exercise/a b\c")]
    [InlineData("/var/lib/lab/docker", "/var/lib/lab/docker")]
    [InlineData("/var/lib/lab/doc")]
    [InlineData("/var/lib/lab/guest")]
    public void Those_at_a_path_and_below_it_are_found(string path, params string[] expected) =>
        Assert.Equal(expected, new MountTable(Real).Below(path));

    [Fact]
    public void This_machine_has_a_root() => Assert.Contains("/", MountTable.Read().Points);
}
