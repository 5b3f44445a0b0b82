using Lab.Core;
using Lab.Reports;

namespace Lab.Tests.Core;

public sealed class PublicationTests
{
    const string Line = "root=UUID=5f1c psi=1 ip=10.1.2.3 -- --token secret";

    [Theory]
    [InlineData("kernel command line", Line, "kernel parameters", "psi=1, and 2 not shown")]
    [InlineData("kernel parameters", Line, "kernel parameters", "psi=1, and 2 not shown")]
    [InlineData("kernel command line", Publication.NotSaid, "kernel parameters", Publication.NotSaid)]
    [InlineData("disk", "cifs (rw,username=alice,addr=10.1.2.3), rotational 1, scheduler none [mq-deadline]", "disk",
        "cifs (rw, and 2 not shown), rotational 1, scheduler none [mq-deadline]")]
    [InlineData("disk", Publication.NotSaid, "disk", Publication.NotSaid)]
    [InlineData("docker security", "name=seccomp,profile=/home/alice/s.json, name=cgroupns", "docker security",
        "name=seccomp,profile=custom, name=cgroupns")]
    [InlineData("docker security", "name=seccomp,profile=default", "docker security", "name=seccomp,profile=default")]
    [InlineData("docker security", "name=seccomp,profile=defaults/alice", "docker security",
        "name=seccomp,profile=custom")]
    [InlineData("kernel", "6.1.0-18-amd64", "kernel", "6.1.0-18-amd64")]
    public void A_fact_is_published_without_what_names_people_hosts_and_networks(string name, string value, string publishedName, string published)
    {
        Assert.Equal(new(publishedName, published), Publication.Fact(name, value));
        Assert.Equal(new(publishedName, published), Publication.Fact(publishedName, published));
    }

    [Theory]
    [InlineData("kernel command line", Line, "kernel parameters", "psi=1, and 2 not shown")]
    [InlineData("root file system", "overlay rw,relatime,lowerdir=/home/alice/a:/b", "root file system",
        "overlay rw,relatime, and 1 not shown")]
    [InlineData("root file system", "", "root file system", "")]
    [InlineData("isolation", "unprivileged, runc, name=seccomp,profile=/etc/acme.json, added capabilities: none",
        "isolation", "unprivileged, runc, name=seccomp,profile=custom, added capabilities: none")]
    [InlineData("open files", "1024", "open files", "1024")]
    public void A_property_is_published_without_them_too(string name, string value, string publishedName, string published)
    {
        Assert.Equal(new(publishedName, published), Publication.Property(name, value));
        Assert.Equal(new(publishedName, published), Publication.Property(publishedName, published));
    }

    [Fact]
    public async Task What_an_instance_says_of_itself_never_reaches_the_journal_as_it_is()
    {
        var instance = new Saying($"os\tUbuntu\nkernel command line\t{Line}\n");
        var seen = await Observation.OfAsync(instance, [], TestContext.Current.CancellationToken);
        Assert.Equal(
            [new("os", "Ubuntu"), new("kernel parameters", "psi=1, and 2 not shown"), new("isolation", "chroot")], seen);
    }

    [Fact]
    public void A_page_of_an_old_study_shows_what_is_published_today_and_the_study_stays_as_it_is()
    {
        var record = MadeUpStudy.Record("host container", 1, 6, _ => 1);
        var visits = record.Plan.Visits.DistinctBy(v => v.Platform).ToArray();
        record = record with
        {
            Environment = record.Environment with
            {
                Facts = new Dictionary<string, string>
                {
                    ["kernel"] = "6.1",
                    ["kernel command line"] = Line,
                    ["disk"] = "nfs4 (rw,addr=10.1.2.3), rotational 1, scheduler none",
                },
                Warnings =
                [
                    "Only 3 MiB are free where the guest is kept (/home/alice/lab (old)). "
                    + "Free 6 GiB, or set LAB_HOME to a folder on another disk.",
                ],
            },
            Journal = [.. visits.Select((v, i) => new Observed(SampleStudy.At, v, Seen(i))), .. record.Journal],
        };
        var files = MemoryFiles.Of(record);
        Assert.Contains(Line, files.Text("environment.json"), StringComparison.Ordinal);
        var read = StudyReader.Read(files, "made-up");
        Assert.Equal(["kernel", "kernel parameters", "disk"], read.Environment.Facts.Keys);
        var pages = Report.Render(read, "ko").ByName;
        Assert.All(pages, p => Assert.DoesNotMatch("10[.]1[.]2[.]3|UUID|secret|alice|kernel command line", p.Value));
        Assert.Contains("psi=1, and 2 not shown", pages["report.md"], StringComparison.Ordinal);
        Assert.Contains("| psi=1, 그 밖의 2개는 표시하지 않음 |", pages["report.ko.md"], StringComparison.Ordinal);
        Assert.Contains("| nfs rw, 그 밖의 1개는 표시하지 않음 |", pages["report.ko.md"], StringComparison.Ordinal);
        Assert.Contains("게스트를 두는 곳에 남은 공간이 3 MiB뿐입니다", pages["report.ko.md"], StringComparison.Ordinal);
        Assert.Contains("kernel parameters", pages["equivalence.json"], StringComparison.Ordinal);
        Assert.Equal([], Verification.Of(files, "made-up").Discrepancies);
    }

    static Dictionary<string, string> Seen(int index) =>
        new() { ["kernel command line"] = $"{Line} {index}", ["root file system"] = $"nfs rw,addr=10.1.2.3{(index > 0 ? ",x" : "")}" };

    sealed class Saying(string output) : IGuest
    {
        public System.Net.IPAddress ListenAddress => System.Net.IPAddress.Loopback;

        public Task<CommandOutput> RunAsync(Command command, CancellationToken cancel) =>
            Task.FromResult(new CommandOutput(0, output, "", false, TimeSpan.Zero));

        public Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(
                new Dictionary<string, string> { ["isolation"] = "chroot" });

        public System.Net.IPEndPoint Endpoint(int port) => throw new NotSupportedException();

        public Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task DropCachesAsync(CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
