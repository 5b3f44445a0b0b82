using System.Net;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>The way into a machine of the lab's: plain ssh, because vagrant ssh costs a second for each call.</summary>
public static class MachineSsh
{
    static string[] Options => ["-i", $"{LabHome.Folder}/ssh/id_ed25519", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=20"];

    static string[] Unattended(int silence) => ["-o", "BatchMode=yes", "-o", "ServerAliveInterval=5", "-o", $"ServerAliveCountMax={silence}"];

    /// <summary>The command in the machine, as its user vagrant.</summary>
    /// <param name="silence">How many times five seconds the machine may not answer at all before it counts as gone.</param>
    public static Command To(IPAddress address, Command command, int silence = 4) =>
        new("ssh", [.. Options, .. Unattended(silence), $"vagrant@{address}", "--", string.Join(' ', ((IEnumerable<string>)[command.Program, .. command.Arguments]).Select(Quoted))])
        { ReachesGuest = true, TimeLimit = command.TimeLimit };

    /// <summary>Copies a file of the host's into the machine.</summary>
    public static Command Copy(IPAddress address, string file, string path) => new("scp", [.. Options, .. Unattended(4), file, $"vagrant@{address}:{path}"]) { ReachesGuest = true };

    /// <summary>A shell of root's in the machine, for a terminal.</summary>
    public static Command Shell(IPAddress address) => new("ssh", [.. Options, "-t", $"vagrant@{address}", "--", "sudo -i"]) { ReachesGuest = true };

    /// <summary>ssh joins its words for the shell on the other side, so each is quoted for it.</summary>
    static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
