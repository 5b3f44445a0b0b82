using Lab.Core;

namespace Lab.Tests.Core;

public sealed class BootParametersTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\n", "")]
    [InlineData("quiet", "quiet")]
    [InlineData("BOOT_IMAGE=/vmlinuz-6.1 root=UUID=5f1c ro quiet splash mitigations=off",
        "quiet mitigations=off, and 4 not shown")]
    [InlineData("root=/dev/sda1", "1 not shown")]
    [InlineData("mitigations=auto,nosmt isolcpus=managed_irq,domain,2-5 nohz_full=1-3 rcu_nocbs=all",
        "mitigations=auto,nosmt isolcpus=managed_irq,domain,2-5 nohz_full=1-3 rcu_nocbs=all")]
    [InlineData("hugepagesz=1G hugepages=0:4,1:4 hugepagesz=2M hugepages=512",
        "hugepagesz=1G hugepages=0:4,1:4 hugepagesz=2M hugepages=512")]
    [InlineData("psi=1 psi=0 psi=1", "psi=1 psi=0 psi=1")]
    [InlineData("kvm-intel.nested=1 kvm_intel.ept=Y kvm_amd.nested=0",
        "kvm-intel.nested=1 kvm_intel.ept=Y kvm_amd.nested=0")]
    [InlineData("ip=10.1.2.3::10.1.2.1:255.255.255.0:db7:eth0:off netroot=iscsi:@10.1.2.9::3260::iqn.2001-04.com.example:disk iscsi_initiator=iqn.2001-04.com.example:db7",
        "3 not shown")]
    [InlineData("cryptdevice=UUID=a1b2:root rd.luks.uuid=luks-a1b2 rd.luks.key=/key:UUID=9 resume=/dev/mapper/alice-swap",
        "4 not shown")]
    [InlineData("psi=1 -- --token secret quiet mitigations=off", "psi=1")]
    [InlineData("-- quiet", "")]
    [InlineData("a--b --quiet quiet", "quiet, and 2 not shown")]
    [InlineData("dyndbg=\"file foo +p\" quiet", "quiet, and 1 not shown")]
    [InlineData("\"dyndbg=file quiet -- psi=1\" quiet", "quiet, and 1 not shown")]
    [InlineData("quiet \"psi=1 -- nosmt", "quiet, and 1 not shown")]
    [InlineData("mitigations=\"off\"", "1 not shown")]
    [InlineData("mitigations=alice.example.org idle=/dev/sda security=acme lsm=yama,acme mem=4G@0x1000 idle= idle==poll psi=1;reboot",
        "8 not shown")]
    [InlineData("MITIGATIONS=off Quiet mitigations.x=1 kvm.password=1 xquiet", "5 not shown")]
    [InlineData("psi=1\u0000 nosmt\u001b[31m quiet\u202e nosmt=force\u0007", "4 not shown")]
    [InlineData("미티게이션=off psi=１ psi=٣ idle=헬로", "4 not shown")]
    [InlineData("psi=1\u00a0nosmt\tquiet\r\nidle=poll", "psi=1 nosmt quiet idle=poll")]
    [InlineData("psi=12345678901 isolcpus=1-5-9 psi=1\n", "2 not shown", "psi=1")]
    public void Only_parameters_of_the_list_with_plain_values_are_shown_and_the_rest_is_counted(
        string line, string left, string? shown = null)
    {
        var expected = shown is null ? left : $"{shown}, and {left}";
        Assert.Equal(expected, BootParameters.Of(line));
        Assert.Equal(expected, BootParameters.Of(expected));
    }

    [Fact]
    public void A_line_of_the_greatest_length_that_a_kernel_takes_is_read_to_its_end()
    {
        var line = string.Concat(Enumerable.Range(0, 4096).Select(i => $"host{i}=x "))[..4090].TrimEnd() + " psi=1";
        var count = line.Split(' ').Length - 1;
        Assert.Equal($"psi=1, and {count} not shown", BootParameters.Of(line));
    }

    [Fact]
    public void What_counts_as_not_shown_already_is_added_to_what_is_left_out_now() =>
        Assert.Equal("psi=1, and 5 not shown", BootParameters.Of("psi=1 root=/dev/sda1 ip=dhcp, and 3 not shown"));

    [Theory]
    [InlineData("", "")]
    [InlineData("rw,relatime,discard", "rw,relatime,discard")]
    [InlineData("rw,relatime,vers=3.1.1,cache=strict,username=alice,domain=ACME,uid=1000,addr=10.1.2.3,rsize=4194304",
        "rw,relatime,vers=3.1.1,cache=strict,rsize=4194304, and 4 not shown")]
    [InlineData("rw,vers=4.2,clientaddr=10.1.2.3,addr=10.1.2.9,sec=krb5p,mountaddr=fe80::1,mountvers=3",
        "rw,vers=4.2,sec=krb5p, and 4 not shown")]
    [InlineData("rw,relatime,lowerdir=…,upperdir=…,workdir=…,uuid=on", "rw,relatime,uuid=on, and 3 not shown")]
    [InlineData("rw,noatime,compress=zstd:3,ssd,space_cache=v2,subvolid=256,subvol=/@home-alice",
        "rw,noatime,compress=zstd:3,ssd,space_cache=v2, and 2 not shown")]
    [InlineData("rw,aname=drvfs;path=C:\\Users\\alice;uid=1000,trans=fd,cache=mmap,msize=65536",
        "rw,trans=fd,cache=mmap,msize=65536, and 1 not shown")]
    [InlineData("credentials=/home/alice/.smb", "1 not shown")]
    public void Only_mount_options_of_the_list_are_shown(string options, string expected)
    {
        Assert.Equal(expected, MountOptions.Of(options));
        Assert.Equal(expected, MountOptions.Of(expected));
    }
}
