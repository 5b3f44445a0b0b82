using System.Text.Json.Nodes;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class ProcFsTests
{
    /// <summary>Pasted from /proc/PID/smaps of an emulated QEMU with 1 GiB of guest RAM, cut to the fields that count and to five mappings.</summary>
    const string Smaps = """
        5581a3c00000-5581a3f2a000 r--p 00000000 fe:00 1835181                    /usr/bin/qemu-system-x86_64
        Size:               3240 kB
        KernelPageSize:        4 kB
        Rss:                2900 kB
        Pss:                2900 kB
        VmFlags: rd mr mw me sd
        5581a6d4f000-5581aa1e3000 rw-p 00000000 00:00 0                          [heap]
        Size:              53840 kB
        Rss:               53000 kB
        Pss:               53000 kB
        7f1d5c000000-7f1d9c000000 rwxp 00000000 00:00 0
        Size:            1048576 kB
        Rss:               90000 kB
        Pss:               90000 kB
        7f1da0000000-7f1de0000000 rw-p 00000000 00:00 0
        Size:            1048576 kB
        Rss:              233472 kB
        Pss:              233472 kB
        7f1de3fff000-7f1de4000000 ---p 00000000 00:00 0
        Size:                  4 kB
        Rss:                   0 kB
        Pss:                   0 kB

        """;

    [Fact]
    public void The_memory_of_an_emulated_machine_is_told_apart_by_its_mappings()
    {
        var ledger = VmLedger(emulated: true);
        Assert.Equal(233472L << 10, ledger["memory.guest-ram"]);
        Assert.Equal(90000L << 10, ledger["memory.translation"]);
        Assert.Equal(55900L << 10, ledger["memory.vmm"]);
        Assert.Equal(145900L << 10, ledger["memory.emulator"]);
        Assert.Equal(ledger["memory.guest-ram"], ledger["memory.resident"]);
    }

    [Fact]
    public void With_hardware_assistance_the_whole_of_QEMU_counts()
    {
        var ledger = VmLedger(emulated: false);
        Assert.Equal((233472L + 90000 + 55900) << 10, ledger["memory.resident"]);
        Assert.False(ledger.ContainsKey("memory.emulator"));
    }

    [Fact]
    public void A_machine_whose_RAM_cannot_be_told_apart_gives_no_numbers() =>
        Assert.Throws<TrialException>(() => VmGuest.Ledger(ProcFs.ParseMappings(Smaps), 4L << 30, emulated: true));

    static Dictionary<string, double> VmLedger(bool emulated) => VmGuest.Ledger(ProcFs.ParseMappings(Smaps), 1L << 30, emulated).ToDictionary(m => m.Metric, m => m.Value);

    [Fact]
    public void A_field_of_meminfo_is_read_in_bytes()
    {
        const string MemInfo = "MemTotal:       24609252 kB\nMemFree:        19033012 kB\nSwapTotal:             0 kB\n";
        Assert.Equal(24609252L << 10, ProcFs.KilobyteField(MemInfo, "MemTotal:"));
        Assert.Equal(0, ProcFs.KilobyteField(MemInfo, "Absent:"));
    }

    [Fact]
    public void A_process_that_lives_has_a_footprint_and_one_that_is_gone_has_none()
    {
        Assert.InRange(ProcFs.Pss(Environment.ProcessId), 10L << 20, 8L << 30);
        Assert.Equal(0, ProcFs.Pss(int.MaxValue));
    }

    [Fact]
    public void Control_groups_of_both_versions_are_read()
    {
        var version1 = Cgroup.Parse("12:cpu,cpuacct:/docker/ab12\n5:memory:/docker/ab12\n1:name=systemd:/\n0::/\n");
        Assert.Equal(("/docker/ab12", "/docker/ab12", "/"), (version1["memory"], version1["cpuacct"], version1[""]));
        Assert.Equal("/system.slice/docker-ab12.scope", Cgroup.Parse("0::/system.slice/docker-ab12.scope\n")[""]);
    }

    [Fact]
    public void The_total_of_du_is_read() => Assert.Equal(344064, DiskUsage.ParseTotal("4096\t/a/upper\n339968\t/a/work\n344064\ttotal\n"));

    [Fact]
    public void An_error_of_Vagrant_is_found_on_its_standard_output()
    {
        const string Output = "1763705000,,ui,info,Bringing machine up\n1763705031,,error-exit,VagrantPlugins::ProviderLibvirt::Errors::DomainStartError,There was an error talking to Libvirt.%!(VAGRANT_COMMA) The error message is shown\\nbelow: no space\n";
        Assert.Equal("There was an error talking to Libvirt., The error message is shown below: no space", VmGuest.VagrantError(Output));
        Assert.Null(VmGuest.VagrantError("1763705000,,ui,info,fine\n"));
    }

    [Fact]
    public void What_Vagrant_said_last_is_found_on_its_standard_output()
    {
        Assert.Equal("==> one: Waiting for domain to get an IP address...", VmGuest.LastSaid("1763705000,one,ui,info,==> one: Starting domain.\n1763705001,one,ui,info,==> one: Waiting for domain to get an IP address...\n1763705002,one,action,up,start\n1763705361,one,ui,warn,==> one: Waiting for cleanup before exiting...\n"));
        Assert.Null(VmGuest.LastSaid(""));
    }

    [Theory]
    [InlineData("""{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.9"}""", "172.17.0.9")]
    [InlineData("""{"Subnet":"172.17.0.0/16"}""", "172.17.0.1")]
    [InlineData("""{"Subnet":"10.0.0.128/25","Gateway":""}""", "10.0.0.129")]
    [InlineData("""{"Subnet":""}""", null)]
    public void The_address_of_a_bridge_is_its_gateway_or_the_first_of_its_subnet(string config, string? address)
    {
        Assert.Equal(address, ContainerGuest.GatewayOf(JsonNode.Parse($$$"""{"IPAM":{"Config":[{{{config}}}]}}""")!));
        Assert.Null(ContainerGuest.GatewayOf(JsonNode.Parse("""{"IPAM":{"Config":[]}}""")!));
    }

    [Theory]
    [InlineData("0-2,4\n", "0,1,2,4")]
    [InlineData("1", "1")]
    [InlineData("", "")]
    public void A_list_of_CPUs_is_written_out(string ranges, string list) => Assert.Equal(list, Cgroup.CpuList(ranges));

    [Theory]
    [InlineData("max 100000\n", "none")]
    [InlineData("-1 100000\n", "none")]
    [InlineData("max", "none")]
    [InlineData("150000 100000\n", "1.5 CPUs")]
    public void A_quota_is_given_in_CPUs(string text, string quota) => Assert.Equal(quota, Cgroup.Quota(text));

    [Fact]
    public void The_description_of_a_machine_is_read()
    {
        const string Xml = """
            <domain type='qemu' id='8' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>lab-76ef83cd</name>
              <memory unit='KiB'>1048576</memory>
              <cputune>
                <vcpupin vcpu='0' cpuset='0'/>
                <vcpupin vcpu='1' cpuset='1'/>
              </cputune>
              <os>
                <type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type>
              </os>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2' cache='writeback'/>
                  <source file='/var/lib/lab/pool/lab-76ef83cd.img' index='1'/>
                </disk>
                <interface type='network'>
                  <mac address='52:54:00:35:44:3e'/>
                  <model type='virtio'/>
                  <driver iommu='off'/>
                </interface>
              </devices>
            </domain>
            """;
        var seen = VmGuest.Describe(Xml);
        Assert.Equal(("1073741824", "0,1", "writeback"), (seen["memory limit"], seen["cpu set"], seen["disk cache"]));
        Assert.Equal(("virtio on a tap and a bridge", "machine (qemu, pc-i440fx-7.2)"), (seen["network path"], seen["isolation"]));
        Assert.Equal(("0", "none"), (VmGuest.Describe(Xml.Replace("cpuset='1'", "cpuset='0'", StringComparison.Ordinal))["cpu set"], VmGuest.Describe(Xml.Replace("writeback", "none", StringComparison.Ordinal))["disk cache"]));
    }

    [Fact]
    public void The_probe_firmware_is_64_KiB_and_begins_at_the_reset_vector()
    {
        var image = AcceleratorProbe.Firmware();
        Assert.Equal(0x10000, image.Length);
        Assert.Equal([0xe9, 0x0d, 0x00], image[0xfff0..0xfff3]); // a jump that wraps around to the start
        Assert.Equal(0xb0, image[0]);
    }

    [Theory]
    [InlineData("4711 (qemu) S 1 4711 4711 0 -1 4194560 2 0 0 0 10 5 0 0 20 0 4 0 8675309 1 2", "8675309")]
    [InlineData("4711 (a) b (c) R 1 4711 4711 0 -1 4194560 2 0 0 0 10 5 0 0 20 0 4 0 8675309 1 2", "8675309")]
    [InlineData("4711 (dotnet) Z 1 4711 4711 0 -1 4194560 2 0 0 0 10 5 0 0 20 0 4 0 8675309 1 2", "")]
    public void A_process_is_told_from_another_of_its_number_by_its_start_and_one_that_has_ended_has_none(string stat, string start) =>
        Assert.Equal(start, ProcFs.ParseStart(stat));
}
