using Lab.Platforms;

namespace Lab.Tests.Platforms;

/// <summary>A temporary LAB_HOME, and beside it a folder of the user's.</summary>
sealed class LabFolder : IDisposable
{
    public const string Manifest =
        """
        {
          "hash": "0123456789ab", "distribution": "debian", "version": "12", "suite": "bookworm", "name": "Debian 12 (bookworm)", "reason": "",
          "image": "lab-guest:0123456789ab", "box": "lab/guest", "boxVersion": "1.0.19088743"
        }
        """;

    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    public string Home => Path.Combine(_top, "home");
    public string Theirs => Path.Combine(_top, "theirs");

    public LabFolder() => File.WriteAllText(In(Theirs, "thesis.txt"), "three years of work");

    public string TheirFile => Path.Combine(Theirs, "thesis.txt");

    public void AssertTheirsIsThere() => Assert.Equal("three years of work", File.ReadAllText(TheirFile));

    public LabFolder Marked()
    {
        Installation.Make(Home, "made", TimeProvider.System);
        return this;
    }

    /// <summary>A file below LAB_HOME, with its folders.</summary>
    public string Write(string relative, string text = "")
    {
        var path = In(Home, relative);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The layout of 81ff45e, which wrote no marker.</summary>
    public LabFolder Earlier()
    {
        foreach (var (file, text) in new[]
        {
            ("guest/0123456789ab/guest.json", Manifest), ("guest/.lock", ""), ("guest/0123456789ab/rootfs/bin/sh", "#"),
            ("pool/lab-VAGRANTSLASH-guest_vagrant_box_image_1.0.19088743_box.img", "q"),
            ("vagrant/boxes/lab-VAGRANTSLASH-guest/metadata_url", "u"), ("vagrant/setup_version", "1.5"),
            ("ssh/id_ed25519", "k"), ("ssh/id_ed25519.pub", "ssh-ed25519 AAAA lab"), ("log/dockerd.log", "l"),
            ("dot/lab-byhand/machine", "m"), ("host/lab-0a/upper/f", "f"), ("docker/volumes/metadata.db", ""),
            (".running", ""), ("calibration.json", "{}"),
        })
            Write(file, text);
        File.CreateSymbolicLink(Path.Combine(Home, "guest", "current"), "0123456789ab");
        return this;
    }

    static string In(string folder, string relative)
    {
        var path = Path.Combine(folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
