using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Tests;

/// <summary>What holds for the whole process of these tests, whoever runs them and wherever.</summary>
static class TestProcess
{
    /// <summary>An Engine's socket that is not there.</summary>
    public const string NoEngine = "/no/docker.sock";

    /// <summary>A folder for what the lab keeps on a machine; it is removed at the end.</summary>
    public static string Home { get; } = Directory.CreateTempSubdirectory("lab-test-home-").FullName;

    /// <summary>No test sees the lab of this machine, its tools, its Engine or the language of its user.</summary>
    [ModuleInitializer]
    internal static void Begin()
    {
        Environment.SetEnvironmentVariable("LAB_HOME", Home);
        Environment.SetEnvironmentVariable("DOCKER_HOST", $"unix://{NoEngine}");
        Environment.SetEnvironmentVariable("LANG", null);
        Environment.SetEnvironmentVariable("LC_ALL", null);
        HideTools();
        // A shell without job control starts what it puts into the background with interrupts ignored, and so would be all that a test starts.
        if (!OperatingSystem.IsWindows()) _ = SetHandler(Interrupt, Default);
        // Some tests hold a thread for seconds; those beside them must not wait until the pool grows by itself.
        ThreadPool.SetMinThreads(16, 16);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(Home)) Directory.Delete(Home, recursive: true);
        };
    }

    public static void WriteTool(string folder, string name, string shell)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{shell}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    const int Interrupt = 2;
    const nint Default = 0;

    [DllImport("libc", EntryPoint = "signal")]
    static extern nint SetHandler(int signal, nint handler);

    /// <summary>Where a machine has the tools, they do here as if they were broken.</summary>
    static void HideTools()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Home, "bin")).FullName;
        foreach (var tool in (string[])["docker", "qemu-img", "qemu-system-x86_64", "vagrant", "virsh"])
            WriteTool(folder, tool, "echo 'hidden from the tests' >&2; exit 1");
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}");
    }
}
