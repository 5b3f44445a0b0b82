using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Tests;

/// <summary>What the repository shows to everybody names no person, host or network, and no boot parameter that <see
/// cref="BootParameters"/> does not list.</summary>
public sealed partial class PublishedFilesTests
{
    static readonly string[] Folders =
        ["results/kept", "lab/exercises", "tests/Lab.Tests/Samples", "tests/Lab.Tests/Reports", "docs"];
    static readonly string[] Kinds = [".md", ".html", ".json", ".jsonl", ".csv", ".svg", ".txt", ".yml", ""];

    /// <summary>How the guest boots is the recipe's, and the same everywhere.</summary>
    static readonly string GuestBoot = File
        .ReadLines(Path.Combine(Catalogue.Root, "lab", "guest", "files", "extlinux.conf"))
        .Single(l => l.Contains("append ", StringComparison.Ordinal)).Trim()["append ".Length..];

    [Fact]
    public void Nothing_that_is_published_says_whose_machine_it_was_made_on()
    {
        var files = Folders
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Catalogue.Root, f), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Catalogue.Root, "README*"))
            .Where(f => Kinds.Contains(Path.GetExtension(f))).ToArray();
        Assert.True(files.Length > 400, $"only {files.Length} files were found");
        var complaints = files
            .SelectMany(f => Complaints(Path.GetRelativePath(Catalogue.Root, f), File.ReadAllText(f))).ToArray();
        Assert.True(complaints.Length == 0, string.Join('\n', complaints));
    }

    [Theory]
    [InlineData("a.md", "booted with root=UUID=5f1c ro")]
    [InlineData("a.html", "<td>quiet&#32;rdinit=/sbin/x</td>")]
    [InlineData("a.json", "\"output\": \"BOOT_IMAGE=/vmlinuz root=/dev/vda1 rw quiet console=tty0 net.ifnames=0\"")]
    [InlineData("a.txt", "psi=1 panic=1")]
    [InlineData("environment.json", """{"facts":{"kernel command line":"quiet"}}""")]
    [InlineData("environment.json", """{"facts":{"kernel parameters":"psi=1 nested_pvm=1"}}""")]
    [InlineData("environment.json", """{"facts":{"disk":"nfs (rw,clientaddr=x), rotational 1, scheduler none"}}""")]
    [InlineData("environment.json", """{"facts":{"docker name":"x"}}""")]
    [InlineData("equivalence.json", """[{"what":"kernel command line","seen":{"host":"quiet"}}]""")]
    [InlineData("equivalence.json", """[{"what":"root file system","seen":{"host":"overlay rw,lowerdir=/a"}}]""")]
    [InlineData("journal.jsonl",
        "{\"event\":\"begun\"}\n{\"event\":\"observed\",\"seen\":{\"kernel parameters\":\"psi=1 nested_pvm=1\"}}\n")]
    [InlineData("1-1-host-1-net.txt", "\t\t\"system_info\":\t\"Linux db7 6.1.0 #1 SMP\",")]
    [InlineData("replay.json", "\"output\": \"Linux db7 6.1.0-18-amd64 #1 SMP x86_64 GNU/Linux\\n\"")]
    [InlineData("a.md", "in /home/alice/lab")]
    [InlineData("a.md", "in C:\\Users\\alice\\lab")]
    [InlineData("a.txt", "IP = 10.1.2.3")]
    [InlineData("a.txt", "connect to 2001:db8:0:1::7 port")]
    public void Whatever_would_say_so_is_found(string name, string text) => Assert.NotEmpty(Complaints(name, text));

    [Theory]
    [InlineData("a.json", "append root=/dev/vda1 rw quiet console=tty0 net.ifnames=0")]
    [InlineData("environment.json", """{"facts":{"kernel parameters":"psi=1, and 3 not shown","scrubbed":"x"}}""")]
    [InlineData("1-1-host-1-net.txt", "\"system_info\":\t\"Linux host 6.1.0 #1 SMP\"")]
    [InlineData("1-1-host-1-net.txt", "\"system_info\":\t\"Linux 1c7721ebc0ec 6.1.0 #1 SMP\"")]
    [InlineData("a.txt",
        "127.0.0.1, 0.0.0.0:80, 192.168.130.41, 172.17.0.2, lab-guest_1.0.1855785632, at 12:30:01 fe80::42:eaff:feb5:72e4")]
    public void What_says_nothing_of_it_is_let_through(string name, string text) => Assert.Empty(Complaints(name, text));

    static IEnumerable<string> Complaints(string file, string text)
    {
        var own = text.Replace(GuestBoot, "", StringComparison.Ordinal);
        var found = BootParameter().Matches(own).Select(m => m.Value)
            .Concat(Uname().Matches(text).Select(m => m.Groups[1].Value).Where(h => !OwnHost().IsMatch(h))
                .Select(h => $"host {h}"))
            .Concat(Home().Matches(text).Select(m => m.Value))
            .Concat(Address().Matches(text).Select(m => m.Value).Where(IsOutside))
            .Concat(Structured(Path.GetFileName(file), text));
        return found.Distinct().Take(5).Select(what => $"{file}: {what}");
    }

    /// <summary>As the files have it, not as <see cref="StudyReader"/> gives it.</summary>
    static IEnumerable<string> Structured(string name, string text) => name switch
    {
        StudyReader.EnvironmentName => Pairs(Json(text).GetProperty("facts"))
            .Where(f => Publication.Fact(f.Key, f.Value).ToString() != f.ToString()
                || !Publication.Facts.Contains(f.Key) && !OfTheLab.Contains(f.Key))
            .Select(f => $"fact {f}"),
        StudyReader.JournalName => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Json)
            .Where(l => l.TryGetProperty("seen", out _)).SelectMany(l => Pairs(l.GetProperty("seen")))
            .Where(IsUnpublished).Select(p => $"property {p}"),
        "equivalence.json" => Json(text).EnumerateArray()
            .SelectMany(r => Pairs(r.GetProperty("seen")).Select(s => KeyValuePair.Create($"{r.GetProperty("what")}", s.Value)))
            .Where(IsUnpublished).Select(p => $"property {p}"),
        _ => [],
    };

    /// <summary>Facts about the lab itself, of any version.</summary>
    static readonly string[] OfTheLab =
        ["command runner", "container lifecycle", "calibration", "lab", "file system", "scrubbed"];

    static bool IsUnpublished(KeyValuePair<string, string> property) =>
        Publication.Property(property.Key, property.Value).ToString() != property.ToString();

    static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement map) =>
        map.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!));

    /// <summary>Not of this machine, of the lab's bridge or of Docker's, and no link-local one.</summary>
    static bool IsOutside(string text) => IPAddress.TryParse(text, out var address)
        && !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal
        && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
        && !text.StartsWith("192.168.130.", StringComparison.Ordinal)
        && !text.StartsWith("172.17.0.", StringComparison.Ordinal);

    /// <summary>Parameters that nearly every boot command line has one of, and none of which is on the list.</summary>
    [GeneratedRegex("""
        (?<![\w.-])(?:BOOT_IMAGE|root|rootfstype|rootflags|init|rdinit|initrd|console|panic|reboot|ip|nameserver
        |netroot|nfsroot|iscsi_\w+|cryptdevice|resume|rd\.[\w.]+|net\.ifnames|earlyprintk|crashkernel)=[\w/"'.:-]
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex BootParameter();

    /// <summary>What uname -a prints, also within iperf3's JSON.</summary>
    [GeneratedRegex(@"\bLinux (\S+) \d+\.\d+\.\d+\S* #\d", RegexOptions.CultureInvariant)]
    private static partial Regex Uname();

    /// <summary>What the lab calls machines, and what Docker calls a container.</summary>
    [GeneratedRegex(@"^(host|lab|lab-[0-9a-z]+|handmade|[0-9a-f]{12})\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnHost();

    [GeneratedRegex(@"/(?:home|Users)/(?!vagrant\b|~)\w[\w.-]*|[A-Z]:\\Users\\\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Home();

    [GeneratedRegex(
        @"(?<![\w.:-])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.])", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
