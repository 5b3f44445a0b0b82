using Lab.Core;

namespace Lab.PlatformTests;

/// <summary>Known answers on the real platforms. `./run calibrate` takes more of them, and takes longer.</summary>
[Collection(Lanes.Machine)]
public sealed class CalibrationTests(SharedMachine machine) : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The service of one machine, started again and again; with whole boots in DelayTests.</summary>
    [Fact]
    public async Task A_service_in_a_machine_that_starts_5_seconds_late_is_found_5_seconds_late()
    {
        await _real.RequireAsync("vm");
        var guest = await machine.TakeAsync();
        await HoldAsync(async c => [await c.DelayOfServiceAsync((IServiceRestart)guest, machine.Spec.Nonce, TimeSpan.FromSeconds(5), 0.75, new PairCount(3, 5), Cancel)]);
    }

    [Fact]
    public async Task Touched_memory_and_written_bytes_come_back_from_a_machine_and_a_hole_in_a_file_does_not()
    {
        await _real.RequireAsync("vm");
        var guest = await machine.TakeAsync();
        await HoldAsync(c => c.FootprintAsync("vm", guest, Cancel));
    }

    [Fact]
    public async Task Touched_memory_and_written_bytes_come_back_from_a_container_and_a_hole_in_a_file_does_not()
    {
        var guest = await _real.UpAsync(await _real.RequireAsync("container"));
        await using (guest)
            await HoldAsync(c => c.FootprintAsync("container", guest, Cancel));
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_touch_copies_a_whole_file_up_in_a_container_and_nothing_in_a_machine()
    {
        await _real.RequireAsync("container");
        var guest = await machine.TakeAsync();
        await HoldAsync(c => c.TouchAsync(guest, Cancel));
        await _real.AssertNothingLeftAsync();
    }

    async Task HoldAsync(Func<Calibration, Task<IReadOnlyList<KnownAnswer>>> take)
    {
        var answers = await take(new Calibration(_real.Tools, _real.Catalogue!, line => TestContext.Current.SendDiagnosticMessage(line)));
        Assert.NotEmpty(answers);
        Assert.All(answers, a => Assert.True(a.Holds, a.ToString()));
    }

    public void Dispose() => _real.Dispose();
}
