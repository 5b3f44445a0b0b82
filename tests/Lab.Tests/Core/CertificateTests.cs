using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Core;

public sealed class CertificateTests
{
    static readonly Dictionary<string, string> s_container = new()
    {
        ["os"] = "Ubuntu 24.04 LTS",
        ["packages"] = "apache2=2.4.58-1 libc6=2.39-0 sysbench=1.0.20",
        ["binary sysbench"] = "abcdef",
        ["cpus"] = "2",
        ["kernel"] = "6.18.44",
        ["cpu flags"] = "aes avx avx2 sse",
        ["clock source"] = "tsc",
        ["root file system"] = "overlay rw",
        ["disk cache"] = "none",
        ["disk path"] = "overlay2 on the host's file system",
        ["memory limit"] = "1073741824",
        ["swap"] = "0",
        ["cpu quota"] = "none",
        ["open files"] = "1024",
    };

    static readonly Dictionary<string, string> s_machine = new(s_container)
    {
        ["packages"] = "apache2=2.4.58-1 libc6=2.39-0 linux-image-virtual=6.8 sysbench=1.0.20 systemd=255",
        ["kernel"] = "6.8.0-31-generic",
        ["cpu flags"] = "aes sse",
        ["clock source"] = "hpet",
        ["root file system"] = "ext4 rw,noatime",
        ["disk path"] = "virtio, qcow2, io native",
    };

    [Fact]
    public void An_emulated_machine_of_the_same_recipe_differs_by_nature_only()
    {
        var rows = Of(s_machine, emulated: true);
        Assert.DoesNotContain(rows, r => r.Sameness is Sameness.Confounding or Sameness.Unknown);
        Assert.Equal(["packages", "kernel", "cpu flags", "clock source", "root file system", "disk path"], rows.Where(r => r.Sameness == Sameness.ByNature).Select(r => r.What));
        Assert.Contains("2 packages more", CertificateWords.Why(Row(rows, "packages"), Texts.English), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("packages", "apache2=2.4.57-9 libc6=2.39-0 sysbench=1.0.20", "apache2 2.4.58-1 here, 2.4.57-9 there")]
    [InlineData("packages", "libc6=2.39-0 sysbench=1.0.20", "not there: apache2")]
    [InlineData("cpus", "1", "should be the same")]
    [InlineData("disk cache", "writeback", "direct I/O in the machine ends in the host's page cache")]
    [InlineData("cpu quota", "1 CPUs", "should be the same")]
    [InlineData("open files", "20000", "should be the same")]
    [InlineData("disk cache", "unsafe", "flushes are ignored")]
    [InlineData("binary sysbench", "123456", "should be the same")]
    [InlineData("memory limit", "536870912", "should be the same")]
    [InlineData("os", "Debian GNU/Linux 12", "should be the same")]
    [InlineData("swap", "2097152", "should be the same")]
    public void A_difference_that_is_not_in_the_nature_of_the_platforms_is_caught_and_named(string what, string there, string why)
    {
        var row = Row(Of(new Dictionary<string, string>(s_machine) { [what] = there }, emulated: true), what);
        Assert.Equal(Sameness.Confounding, row.Sameness);
        Assert.Contains($"vm: ", CertificateWords.Why(row, Texts.English), StringComparison.Ordinal);
        Assert.Contains(why, CertificateWords.Why(row, Texts.English), StringComparison.Ordinal);
        Assert.Equal((s_container[what], there), (row.Seen["container"], row.Seen["vm"]));
    }

    [Fact]
    public void With_hardware_assistance_a_virtual_CPU_that_lacks_features_confounds()
    {
        var row = Row(Of(s_machine, emulated: false), "cpu flags");
        Assert.Equal((Sameness.Confounding, "vm: the virtual CPU lacks avx, avx2"), (row.Sameness, CertificateWords.Why(row, Texts.English)));
        Assert.Equal(Sameness.Confounding, Row(Of(s_machine, emulated: false), "clock source").Sameness);
    }

    [Fact]
    public void What_could_not_be_seen_is_never_called_equal()
    {
        var without = new Dictionary<string, string>(s_machine);
        without.Remove("cpus");
        Assert.Equal(Sameness.Unknown, Row(Of(without, emulated: true), "cpus").Sameness);
    }

    [Fact]
    public void A_container_with_the_hosts_kernel_may_not_have_another_one()
    {
        var observed = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["container"] = s_container, ["host"] = new Dictionary<string, string>(s_container) { ["kernel"] = "5.15.0" } };
        Assert.Equal(Sameness.Confounding, Row(Certificate.Of(observed, []), "kernel").Sameness);
    }

    [Fact]
    public void A_comparison_is_graded_by_the_worst_of_its_rows()
    {
        Assert.Equal(Grade.Comparable, Certificate.GradeOf(Of(s_machine, emulated: true), "vm", "container"));
        Assert.Equal(Grade.Confounded, Certificate.GradeOf(Of(new Dictionary<string, string>(s_machine) { ["cpus"] = "1" }, emulated: true), "vm", "container"));
        Assert.Equal(Grade.Uncertain, Certificate.GradeOf([], "vm", "container"));
    }

    [Theory]
    [InlineData("cpus", "1", true, true, true)]
    [InlineData("disk cache", "writeback", false, true, true)]
    [InlineData("binary sysbench", "123456", true, false, false)]
    public void A_confounding_row_touches_the_numbers_that_it_can_change(string what, string there, bool cpu, bool disk, bool startup)
    {
        var row = Row(Of(new Dictionary<string, string>(s_machine) { [what] = there }, emulated: true), what);
        Assert.Equal((cpu, disk, startup), (row.Confounds("vm", "container", Samples.Workload with { Kind = WorkloadKind.Cpu }), row.Confounds("vm", "container", Samples.Workload with { Kind = WorkloadKind.Disk, Command = ["fio"] }), row.Confounds("vm", "container", null)));
        Assert.False(row.Confounds("host", "container", null));
    }

    [Fact]
    public void One_platform_alone_has_nothing_to_compare_with() =>
        Assert.Empty(Certificate.Of(new Dictionary<string, IReadOnlyDictionary<string, string>> { ["host"] = s_container }, []));

    static IReadOnlyList<CertificateRow> Of(IReadOnlyDictionary<string, string> machine, bool emulated) =>
        Certificate.Of(new Dictionary<string, IReadOnlyDictionary<string, string>> { ["container"] = s_container, ["vm"] = machine }, emulated ? ["vm"] : []);

    static CertificateRow Row(IReadOnlyList<CertificateRow> rows, string what) => rows.Single(r => r.What == what);
}
