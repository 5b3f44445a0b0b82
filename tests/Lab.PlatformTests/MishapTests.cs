using System.Globalization;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>What goes wrong in the middle of a study, in one study with a resume behind each: it says so, loses nothing, leaves nothing, and goes on.</summary>
[Collection(Lanes.Daemons)]
[Trait(Lanes.Needs, Lanes.NeedsDaemons)]
public sealed class MishapTests : IDisposable
{
    /// <summary>With this seed round 1 has the container and then the machine, and round 2 begins with the machine.</summary>
    const int Seed = 3;
    const string Plan = "platforms: [host, container, vm]\nrounds: 2\n";
    readonly RealParts _real = new();
    readonly StudyRun _study;

    public MishapTests() => _study = new StudyRun(_real);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_dead_Engine_a_dead_libvirt_a_killed_lab_and_a_frozen_machine_cost_a_study_only_the_frozen_machine() => _study.OnceMoreAsync(async () =>
    {
        await RequireAllAsync();
        var (engine, libvirt) = (StudyRun.Daemon("dockerd"), StudyRun.Daemon("libvirtd"));

        var run = _study.StartAsync(Plan, Seed);
        await _study.AddedAsync(run, 0, "\"event\":\"footprint\"", "\"platform\":\"container\"");
        CommandRunner.Kill(engine);
        var before = await StoppedAsync(run, "The Docker Engine on", "");

        run = _study.ResumeAsync();
        await MachineBeginsAsync(run, before);
        CommandRunner.Kill(libvirt);
        before = await StoppedAsync(run, "libvirt", before);

        run = _study.ResumeAsync();
        await MachineBeginsAsync(run, before);
        before = await KilledAsync(run, TimeSpan.FromSeconds(5), before);

        run = _study.ResumeAsync();
        await _study.AddedAsync(run, before.Length, "\"event\":\"footprint\"", "\"platform\":\"vm\"");
        SuiteRun.Freeze(_study.Folder);
        var output = await run;
        Assert.True(output.ExitCode == 1, output.StandardOutput + output.StandardError);

        await _study.AssertEndedAsync(before);
        var record = _study.Record;
        Assert.Equal(["vm 1"], record.Journal.OfType<Ended>().Where(e => e.Outcome is Failed).Select(e => $"{e.Visit.Platform} {e.Visit.Round}"));
        IReadOnlyDictionary<string, double> Of(string platform) => VisitValues.Of(record.Journal.Where(e => e.Of is { Round: 2 } visit && visit.Platform == platform));
        VisitValues.AssertPlausibleOfMachine(Of("vm"));
        VisitValues.AssertPlausible(Of("container"));
        VisitValues.AssertPlausible(Of("host"));
    });

    /// <summary>LAB_KILLS tells how many: `./test --full kills`.</summary>
    [Fact(Explicit = true)]
    [Trait("part", "kills")]
    public Task Kills_at_random_moments_lose_no_line_and_the_study_ends_in_the_planned_order() => _study.OnceMoreAsync(async () =>
    {
        await RequireAllAsync();
        var random = new Random(3);
        var before = "";
        for (var kill = 1; kill <= int.Parse(Environment.GetEnvironmentVariable("LAB_KILLS") ?? "10", CultureInfo.InvariantCulture); kill++)
        {
            var run = _study.HasBegun ? _study.ResumeAsync() : _study.StartAsync(Plan, Seed);
            await _study.AddedAsync(run, before.Length);
            before = await KilledAsync(run, TimeSpan.FromMilliseconds(random.Next(2_000, 25_000)), before);
        }
        var output = await _study.ResumeAsync();
        Assert.True(output.ExitCode == 0, output.StandardOutput + output.StandardError);
        await _study.AssertEndedAsync(before);
    });

    async Task RequireAllAsync()
    {
        foreach (var id in (string[])["host", "container", "vm"]) await _real.RequireAsync(id);
    }

    /// <summary>QEMU runs for the first visit of a machine that has begun since.</summary>
    async Task MachineBeginsAsync(Task<CommandOutput> run, string before)
    {
        await _study.AddedAsync(run, before.Length, "\"event\":\"begun\"", "\"platform\":\"vm\"");
        await RealParts.UntilAsync(
            () => run.IsCompleted || Leftovers.ProcessesOf(name => name == _study.Machine).Any(), TimeSpan.FromMinutes(3), "QEMU's start");
    }

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

    /// <summary>Kills the lab itself after a while.</summary>
    /// <returns>What the journal has then.</returns>
    async Task<string> KilledAsync(Task<CommandOutput> run, TimeSpan after, string before)
    {
        await Task.Delay(after, Cancel);
        _study.Kill();
        Assert.Equal(137, (await run).ExitCode);
        return await _study.KeptAsync(before);
    }

    public void Dispose()
    {
        _study.Dispose();
        _real.Dispose();
    }
}
