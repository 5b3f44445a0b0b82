using Lab.Workshop;

namespace Lab.PlatformTests;

/// <summary>The exercise whose machine is another one (with Docker in it), and a start that is interrupted.</summary>
[Collection(Lanes.Boots)]
public sealed class ExerciseBootTests : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Other tests' instances come and go on the host's bridges meanwhile.</summary>
    [Fact]
    public Task The_checks_of_exercise_6_fail_with_their_hints_until_their_own_steps_are_typed() => RunAsync(6, "host-bridges");

    [Fact]
    public void Every_exercise_is_typed_by_a_test() => Assert.Equal(6, Catalogue.ReadExercises("en").Count);

    async Task RunAsync(int number, params string[] mayChange)
    {
        var exercise = await _real.RequireExerciseAsync(number, 100 + number);
        var bench = new LiveBench(_real.Tools, _real.Accelerator, outlives: false);
        await new TypedExercise(exercise, language => RealParts.ProseOf(number, language), bench, _real.Tools.Clock, mayChange).RunAsync(Cancel);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task An_interrupted_start_takes_down_what_is_up()
    {
        var exercise = await _real.RequireExerciseAsync(1, 201);
        using var cancel = new CancellationTokenSource();
        // The container is up when the machine is begun.
        var bench = new LiveBench(_real.Tools, _real.Accelerator, outlives: false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => bench.UpAsync(exercise, what => { if (what.StartsWith("vm", StringComparison.Ordinal)) cancel.CancelAfter(TimeSpan.FromSeconds(3)); }, cancel.Token));
        await _real.AssertNothingLeftAsync();
    }

    public void Dispose() => _real.Dispose();
}
