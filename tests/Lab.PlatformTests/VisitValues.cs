using Lab.Core;

namespace Lab.PlatformTests;

/// <summary>What one visit measured, and the bounds that none may leave.</summary>
static class VisitValues
{
    public static IReadOnlyDictionary<string, double> Of(IEnumerable<JournalEntry> entries) =>
        entries.SelectMany(e => e switch
        {
            LadderTaken ladder => ladder.Rungs,
            FootprintTaken { Moment: "idle" } footprint => footprint.Ledger,
            TrialDone { Outcome: Measured trial } => trial.Values,
            Ended { Outcome: Measured ended } => ended.Values,
            _ => [],
        }).ToDictionary(m => m.Metric, m => m.Value);

    public static void AssertPlausible(IReadOnlyDictionary<string, double> values)
    {
        Assert.InRange(values["startup.ready"], 0.01, 240);
        Assert.True(values["startup.reachable"] >= values["startup.ready"]);
        Assert.True(values["startup.first-work"] >= values["startup.ready"]);
        Assert.InRange(values["memory.resident"], 1 << 20, 1L << 30);
        Assert.InRange(values["disk.base"], 50 << 20, 2L << 30);
        Assert.InRange(values["disk.instance"], 1 << 12, 200 << 20);
        Assert.InRange(values["cpu.events"], 1, 1e6);
        Assert.InRange(values["teardown"], 0, 60);
    }

    public static void AssertPlausibleOfMachine(IReadOnlyDictionary<string, double> values)
    {
        AssertPlausible(values);
        Assert.InRange(values["startup.kernel"] + values["startup.userspace"], 1, values["startup.returned"]);
        Assert.True(values["startup.tooling"] > 0);
        Assert.InRange(values["memory.guest-ram"], 50 << 20, 1L << 30);
    }
}
