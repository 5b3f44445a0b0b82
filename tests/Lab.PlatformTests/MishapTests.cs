using System.Globalization;
using Lab.Core;

namespace Lab.PlatformTests;

/// <summary>What goes wrong in the middle of a study, in one study with a resume behind each: it says so, loses nothing, leaves nothing, and goes on. Of the
/// daemons: DaemonMishapTests.</summary>
[Collection(Lanes.Program)]
public sealed class MishapTests : IAsyncLifetime
{
    /// <summary>With this seed the machine comes first in round 1.</summary>
    const int Seed = 5;
    const string Plan = "platforms: [host, container, vm]\nrounds: 2\n";
    readonly RealParts _real = new();
    readonly StudyRun _study;
    MachineSlot? _slot;

    public async ValueTask InitializeAsync() => _slot = await MachineSlot.TakeAsync();


    public MishapTests() => _study = new StudyRun(_real);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_killed_lab_and_a_frozen_machine_cost_a_study_only_the_frozen_machine() => _study.OnceMoreAsync(async () =>
    {
        foreach (var id in (string[])["host", "container", "vm"]) await _real.RequireAsync(id);
        var before = await KillAsync(new Random(3), "");
        var run = _study.ResumeAsync();
        await _study.AddedAsync(run, before.Length, "\"event\":\"footprint\"", "\"platform\":\"vm\"");
        await _real.Tools.Runner.RunAsync(new Command("kill", "-STOP", RealParts.ProcessOf(_study.Machine).ToString(CultureInfo.InvariantCulture)), null, Cancel);
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
        return await _study.KeptAsync(before);
    }

    public ValueTask DisposeAsync()
    {
        _slot?.Dispose();
        _study.Dispose();
        _real.Dispose();
        return ValueTask.CompletedTask;
    }
}
