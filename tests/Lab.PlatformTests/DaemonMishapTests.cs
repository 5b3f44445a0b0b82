using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>A daemon dies in the middle of a study: it says so, loses nothing, leaves nothing, and goes on.</summary>
[Collection(Lanes.Daemons)]
[Trait(Lanes.Needs, Lanes.NeedsDaemons)]
public sealed class DaemonMishapTests : IDisposable
{
    /// <summary>With this seed the container comes before the machine.</summary>
    const int Seed = 3;
    readonly RealParts _real = new();
    readonly StudyRun _study;

    public DaemonMishapTests() => _study = new StudyRun(_real);

    [Fact]
    public Task An_Engine_that_dies_in_a_visit_and_a_libvirt_that_dies_in_a_boot_cost_a_study_nothing() => _study.OnceMoreAsync(async () =>
    {
        foreach (var id in (string[])["container", "vm"]) await _real.RequireAsync(id);
        var (engine, libvirt) = (StudyRun.Daemon("dockerd"), StudyRun.Daemon("libvirtd"));

        var run = _study.StartAsync("platforms: [container, vm]\nrounds: 1\n", Seed);
        await _study.AddedAsync(run, 0, "\"event\":\"footprint\"", "\"platform\":\"container\"");
        CommandRunner.Kill(engine);
        var before = await StoppedAsync(run, "The Docker Engine on", "");

        run = _study.ResumeAsync();
        await _study.AddedAsync(run, before.Length, "\"event\":\"begun\"", "\"platform\":\"vm\"");
        await RealParts.UntilAsync(
            () => run.IsCompleted || ProcFs.Find(words => words.Any(w => Leftovers.MachineOf(w) == _study.Machine)).Any(), TimeSpan.FromMinutes(3), "QEMU's start");
        CommandRunner.Kill(libvirt);
        before = await StoppedAsync(run, "libvirt", before);

        var output = await _study.ResumeAsync();
        Assert.True(output.ExitCode == 0, output.StandardOutput + output.StandardError);
        await _study.AssertEndedAsync(before);
    });

    /// <summary>The study has stopped and says why; the daemons are started again.</summary>
    /// <returns>What the journal has then.</returns>
    async Task<string> StoppedAsync(Task<CommandOutput> run, string because, string before)
    {
        var output = await run;
        Assert.True(output.ExitCode == 1 && output.StandardError.Contains(because, StringComparison.Ordinal), $"{output.ExitCode}: {output.StandardError}");
        Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
        await _study.StartDaemonsAsync();
        return await _study.KeptAsync(before);
    }

    public void Dispose()
    {
        _study.Dispose();
        _real.Dispose();
    }
}
