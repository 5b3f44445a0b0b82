using System.Globalization;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>What goes wrong in the middle of a study, in one study with a resume behind each: it says so, loses nothing, leaves nothing, and goes on.</summary>
[Collection(Lanes.Daemons)]
[Trait(Lanes.Needs, Lanes.NeedsDaemons)]
public sealed class MishapTests : IDisposable
{
    /// <summary>With this seed the machine comes first in round 1, and the container next.</summary>
    const string Plan = "platforms: [host, container, vm]\nrounds: 2\n";
    const int Seed = 5;
    readonly RealParts _real = new();
    readonly StudyRun _study;

    public MishapTests() => _study = new StudyRun(_real);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_killed_lab_a_dead_libvirt_a_frozen_machine_and_a_dead_Engine_cost_a_study_only_the_frozen_machine() => OnceMoreAsync(async () =>
    {
        foreach (var id in (string[])["host", "container", "vm"]) await _real.RequireAsync(id);
        var before = await KillAsync(new Random(3), "");
        before = await KillLibvirtInABootAsync(before);
        before = await FreezeAndKillTheEngineAsync(before);
        var output = await _study.ResumeAsync();
        // One visit failed: that of the frozen machine.
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
    public Task Kills_at_random_moments_lose_no_line_and_the_study_ends_in_the_planned_order() => OnceMoreAsync(async () =>
    {
        foreach (var id in (string[])["host", "container", "vm"]) await _real.RequireAsync(id);
        var random = new Random(3);
        var before = "";
        for (var kill = 1; kill <= int.Parse(Environment.GetEnvironmentVariable("LAB_KILLS") ?? "10", CultureInfo.InvariantCulture); kill++)
            before = await KillAsync(random, before);
        var output = await _study.ResumeAsync();
        Assert.True(output.ExitCode == 0, output.StandardOutput + output.StandardError);
        await _study.AssertEndedAsync(before);
    });

    /// <returns>What the journal had then.</returns>
    async Task<string> KillAsync(Random random, string before)
    {
        var run = _study.HasBegun ? _study.ResumeAsync() : _study.StartAsync(Plan, Seed);
        await _study.AddedAsync(run, before.Length);
        await Task.Delay(random.Next(2_000, 25_000), Cancel);
        _study.Kill();
        Assert.Equal(137, (await run).ExitCode);
        var after = await _study.JournalAsync();
        Assert.StartsWith(before, after, StringComparison.Ordinal);
        return after;
    }

    async Task<string> KillLibvirtInABootAsync(string before)
    {
        var libvirt = StudyRun.Daemon("libvirtd");
        var run = _study.ResumeAsync();
        await _study.AddedAsync(run, before.Length, "\"event\":\"begun\"", "\"platform\":\"vm\"");
        await RealParts.UntilAsync(() => run.IsCompleted || ProcFs.Find(words => words.Any(w => Leftovers.MachineOf(w) == _study.Machine)).Any(), TimeSpan.FromMinutes(3), "QEMU's start");
        CommandRunner.Kill(libvirt);
        await AssertStoppedAsync(run, "libvirt");
        await _study.StartDaemonsAsync();
        return await KeptAsync(before);
    }

    /// <summary>The frozen machine's visit fails and the study goes on; in the next container's visit the Engine dies.</summary>
    async Task<string> FreezeAndKillTheEngineAsync(string before)
    {
        var engine = StudyRun.Daemon("dockerd");
        var run = _study.ResumeAsync();
        await _study.AddedAsync(run, before.Length, "\"event\":\"footprint\"", "\"platform\":\"vm\"");
        await _real.Tools.Runner.RunAsync(new Command("kill", "-STOP", RealParts.ProcessOf(_study.Machine).ToString(CultureInfo.InvariantCulture)), null, Cancel);
        await _study.AddedAsync(run, before.Length, "\"event\":\"footprint\"", "\"platform\":\"container\"");
        Assert.IsType<Failed>(_study.Record.Journal.OfType<Ended>().Single(e => e.Visit.Platform == "vm").Outcome);
        CommandRunner.Kill(engine);
        await AssertStoppedAsync(run, "The Docker Engine on");
        await _study.StartDaemonsAsync();
        return await KeptAsync(before);
    }

    static async Task AssertStoppedAsync(Task<CommandOutput> run, string because)
    {
        var output = await run;
        Assert.True(output.ExitCode == 1 && output.StandardError.Contains(because, StringComparison.Ordinal), $"{output.ExitCode}: {output.StandardError}");
        Assert.DoesNotContain("   at ", output.StandardError, StringComparison.Ordinal);
    }

    async Task<string> KeptAsync(string before)
    {
        var after = await _study.JournalAsync();
        Assert.StartsWith(before, after, StringComparison.Ordinal);
        return after;
    }

    /// <summary>Once more from an empty folder, if a machine of the study's hung in its boot.</summary>
    Task OnceMoreAsync(Func<Task> test) => RealParts.OnceMoreAsync(async () =>
    {
        _study.StartAfresh();
        await test();
    }, _study.SaidIfAny);

    public void Dispose()
    {
        _study.Dispose();
        _real.Dispose();
    }
}
