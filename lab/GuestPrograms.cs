using Lab.Core;
using Lab.Platforms;

namespace Lab;

/// <summary>Whether the programs of workloads are in the guest, asked before anything starts.</summary>
static class GuestPrograms
{
    static readonly string[] Folders = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin"];

    /// <exception cref="UsageException">One is not there.</exception>
    public static void Check(IEnumerable<Workload> workloads)
    {
        LabHome.RequireGuest();
        foreach (var workload in workloads)
            foreach (var program in (string[])[workload.Command[0], .. workload.Programs, .. workload.Prepare.Select(p => p[0]), .. workload.Service is { } s ? [s.Start[0], s.Ready[0], s.Stop[0]] : (string[])[]])
                if (!IsThere(program))
                    throw new UsageException($"{workload.Source}: the workload '{workload.Id}' runs '{program}', which is not in the guest. Add its package to lab/guest/userland.txt and `./run guest build`, or use a program that is there.");
    }

    static bool IsThere(string program)
    {
        var root = Path.Combine(LabHome.GuestFolder, "rootfs");
        return program.StartsWith('/') ? Exists(root + program) : Folders.Any(f => Exists(Path.Combine(root, f, program)));
    }

    /// <summary>A link in the guest may point to a place that is another one on the host.</summary>
    static bool Exists(string file) => File.Exists(file) || new FileInfo(file).LinkTarget is not null;
}
