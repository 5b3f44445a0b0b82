namespace Lab.PlatformTests;

/// <summary>A known delay comes back from whole starts. Milliseconds are measured, so nothing else runs beside it.</summary>
[Collection(Lanes.Quiet)]
[Trait(Lanes.Needs, Lanes.NeedsQuiet)]
public sealed class DelayTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_container_that_starts_200_milliseconds_late_is_found_200_milliseconds_late() => HoldAsync("container", TimeSpan.FromMilliseconds(200), 0.015, new PairCount(8, 72));

    /// <summary>Five boots and more, most of a minute each where the machine is emulated: `./test --full calibration`.</summary>
    [Fact(Explicit = true)]
    [Trait("part", "calibration")]
    public Task A_machine_that_starts_5_seconds_late_is_found_5_seconds_late() => HoldAsync("vm", TimeSpan.FromSeconds(5), 0.75, new PairCount(2, 6));

    async Task HoldAsync(string platform, TimeSpan delay, double tolerance, PairCount pairs)
    {
        await (await _real.RequireAsync(platform)).PrepareAsync(Cancel);
        var calibration = new Calibration(_real.Tools, _real.Catalogue!, line => TestContext.Current.SendDiagnosticMessage(line));
        var answer = await RealParts.OnceMoreAsync(() => calibration.DelayAsync(platform, delay, tolerance, pairs, Cancel));
        Assert.True(answer.Holds, answer.ToString());
        await _real.AssertNothingLeftAsync();
    }

    public void Dispose() => _real.Dispose();
}
