namespace Lab.PlatformTests;

/// <summary>Known answers on the real platforms. `./run calibrate` takes more of them, and takes longer.</summary>
public sealed class CalibrationTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_that_starts_200_milliseconds_late_is_found_200_milliseconds_late() =>
        Holds(await (await CalibrationAsync("container")).DelayAsync("container", TimeSpan.FromMilliseconds(200), 0.015, 24, Cancel));

    [Fact]
    public async Task A_machine_that_starts_5_seconds_late_is_found_5_seconds_late() =>
        Holds(await RealParts.OnceMoreAsync(async () => await (await CalibrationAsync("vm")).DelayAsync("vm", TimeSpan.FromSeconds(5), 0.75, 2, Cancel)));

    [Theory]
    [InlineData("container")]
    [InlineData("vm")]
    public async Task Touched_memory_and_written_bytes_come_back_and_a_hole_in_a_file_does_not(string platform)
    {
        foreach (var answer in await RealParts.OnceMoreAsync(async () => await (await CalibrationAsync(platform)).FootprintAsync(platform, Cancel)))
            Holds(answer);
    }

    [Fact]
    public async Task A_touch_copies_a_whole_file_up_in_a_container_and_nothing_in_a_machine()
    {
        await _real.RequireAsync("container");
        foreach (var answer in await RealParts.OnceMoreAsync(async () => await (await CalibrationAsync("vm")).TouchAsync(Cancel)))
            Holds(answer);
    }

    async Task<Calibration> CalibrationAsync(string platform)
    {
        await (await _real.RequireAsync(platform)).PrepareAsync(Cancel);
        return new Calibration(_real.Tools, _real.Catalogue!, line => TestContext.Current.SendDiagnosticMessage(line));
    }

    static void Holds(KnownAnswer answer) => Assert.True(answer.Holds, answer.ToString());

    public void Dispose() => _real.Dispose();
}
