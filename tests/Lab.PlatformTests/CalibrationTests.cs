namespace Lab.PlatformTests;

/// <summary>Known answers on the real platforms. `./run calibrate` takes more of them, and takes longer.</summary>
public sealed class CalibrationTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_that_starts_200_milliseconds_late_is_found_200_milliseconds_late() =>
        await HoldAsync("container", async c => [await c.DelayAsync("container", TimeSpan.FromMilliseconds(200), 0.015, 24, Cancel)]);

    [Fact]
    public async Task A_machine_that_starts_5_seconds_late_is_found_5_seconds_late() =>
        await HoldAsync("vm", async c => [await c.DelayAsync("vm", TimeSpan.FromSeconds(5), 0.75, 2, Cancel)]);

    [Theory]
    [InlineData("container")]
    [InlineData("vm")]
    public async Task Touched_memory_and_written_bytes_come_back_and_a_hole_in_a_file_does_not(string platform) =>
        await HoldAsync(platform, c => c.FootprintAsync(platform, Cancel));

    [Fact]
    public async Task A_touch_copies_a_whole_file_up_in_a_container_and_nothing_in_a_machine()
    {
        await _real.RequireAsync("container");
        await HoldAsync("vm", c => c.TouchAsync(Cancel));
    }

    async Task HoldAsync(string platform, Func<Calibration, Task<IReadOnlyList<KnownAnswer>>> take)
    {
        await (await _real.RequireAsync(platform)).PrepareAsync(Cancel);
        var calibration = new Calibration(_real.Tools, _real.Catalogue!, line => TestContext.Current.SendDiagnosticMessage(line));
        var answers = await RealParts.OnceMoreAsync(() => take(calibration));
        Assert.All(answers, a => Assert.True(a.Holds, a.ToString()));
        await _real.AssertNothingLeftAsync();
    }

    public void Dispose() => _real.Dispose();
}
