using System.Text.Json.Nodes;
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
    public async Task Every_fact_of_this_machine_is_on_the_list_and_as_it_is_published()
    {
        using var engine = new EngineClient("/no/such/socket");
        var cancel = TestContext.Current.CancellationToken;
        var probe = new ProbeResult(Accelerator.Kvm, AcceleratorClass.Broken, null, "could not open /home/alice/x");
        var facts = await new Provenance(engine, new Printing("Vagrant 2.3.4\n")).FactsAsync([probe], cancel);
        Assert.Subset(Publication.Facts.ToHashSet(), facts.Keys.ToHashSet());
        Assert.All(facts, f => Assert.Equal(Publication.Fact(f.Key, f.Value), f));
        var line = (await File.ReadAllTextAsync("/proc/cmdline", cancel)).Trim();
        Assert.Equal(BootParameters.Of(line), facts[Publication.BootParametersName]);
        Assert.Equal(("Vagrant 2.3.4", "KVM: broken. could not open /home/~/x"), (facts["vagrant"], facts["accelerator kvm"]));
    }

    [Fact]
    public void Of_an_Engine_only_versions_and_kinds_are_taken()
    {
        const string Info = """
            {"Name":"db7.acme.example","Labels":["owner=alice"],"HttpProxy":"http://alice:pw@10.1.2.3",
             "DockerRootDir":"/home/alice/docker","RegistryConfig":{"IndexConfigs":{"registry.acme.example":{}}},
             "Driver":"zfs","DriverStatus":[["Zpool","alice-pool"],["Parent Dataset","alice-pool/docker"],["Supports d_type","true"],
             ["Backing Filesystem","//10.1.2.3/alice"]],
             "DefaultRuntime":"runc","Runtimes":{"runc":{"path":"/home/alice/runc"},"/home/alice/own":{}},
             "SecurityOptions":["name=seccomp,profile=/home/alice/seccomp.json","name=cgroupns"]}
            """;
        const string Version = """
            {"Components":[{"Name":"Engine","Version":"27.1.1","Details":{"BuildHost":"acme"}},{"Name":"runc","Version":"http://acme"}]}
            """;
        var facts = Provenance.Docker(JsonNode.Parse(Info)!, JsonNode.Parse(Version)!, JsonNode.Parse("""{"Id":"sha256:ab"}""")!);
        Assert.Equal(new Dictionary<string, string>
        {
            ["docker"] = $"Engine 27.1.1, runc {Publication.NotSaid}",
            ["docker storage"] = $"zfs; Supports d_type: true, Backing Filesystem: {Publication.NotSaid}",
            ["docker runtime"] = $"runc of runc, {Publication.NotSaid}",
            ["docker security"] = "name=seccomp,profile=custom, name=cgroupns",
            ["image"] = "sha256:ab",
        }, facts);
    }

    [Theory]
    [InlineData("vagrant plugins", "vagrant-libvirt (0.11.2, system)|- Version Constraint: 0.11.2",
        "vagrant-libvirt (0.11.2, system)")]
    [InlineData("vagrant plugins", "acme-secrets (1.0, global)|vagrant-libvirt (0.11.2, global)",
        "vagrant-libvirt (0.11.2, global), and 1 not shown")]
    [InlineData("vagrant plugins", "acme-secrets (1.0, global)", "1 not shown")]
    [InlineData("vagrant plugins", "No plugins installed.", "")]
    [InlineData("libvirt", "Compiled against library: libvirt 9.0.0|Using API: QEMU 9.0.0|Running against daemon: 9.0.0",
        "Running against daemon: 9.0.0")]
    [InlineData("qemu", "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)|Copyright",
        "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)")]
    [InlineData("qemu", "/home/alice/bin/qemu: warning", Publication.NotSaid)]
    public void Of_programs_versions_alone_are_taken(string name, string lines, string expected) =>
        Assert.Equal(expected, Provenance.Version(name, lines.Split('|')));

    [Theory]
    [InlineData("/home/alice/.local/share/lab", "cannot read \"/home/alice/.local/share/lab/guest\": no",
        "cannot read \"LAB_HOME/guest\": no")]
    [InlineData("/home/alice/.local/share/lab", "see /home/bob/x and /Users/김철수/y", "see /home/~/x and /home/~/y")]
    [InlineData("/srv/alice/", "du: /srv/alice: no; /srv/alice2 and /mnt/srv/alice stay",
        "du: LAB_HOME: no; /srv/alice2 and /mnt/srv/alice stay")]
    [InlineData("/var/lib/lab", "/var/lib/lab/guest is where it always is", "/var/lib/lab/guest is where it always is")]
    [InlineData("/", "/proc and /sys", "/proc and /sys")]
    public void What_others_will_read_names_no_folder_of_a_user(string labHome, string text, string expected)
    {
        Assert.Equal(expected, LabHome.Unnamed(text, labHome));
        Assert.Equal(expected, LabHome.Unnamed(expected, labHome));
    }

    [Fact]
    public async Task The_sentinel_takes_a_measurable_time_and_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("lab-test-").FullName;
        var values = await new HostSentinel(TimeProvider.System, folder).TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["sentinel.cpu", "sentinel.memory", "sentinel.disk"], values.Select(v => v.Metric));
        Assert.All(values, v => Assert.InRange(v.Value, 1e-4, 300));
        Directory.Delete(folder); // Only an empty one can be deleted.
    }

    sealed class Printing(string output) : ICommandRunner
    {
        public string Name => "printing";

        public Task<CommandOutput> RunAsync(Command command, Action<OutputLine>? line = null, CancellationToken cancel = default) =>
            Task.FromResult(new CommandOutput(0, output, "", false, TimeSpan.Zero));
    }
}
