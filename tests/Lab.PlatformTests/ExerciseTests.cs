using Lab.Workshop;

namespace Lab.PlatformTests;

/// <summary>The exercises that take a plain machine, typed step by step: all of them in one machine, which exercise 5 resets. Of exercise 6: ExerciseBootTests.</summary>
[Collection(Lanes.Machine)]
public sealed class ExerciseTests(SharedMachine machine) : IDisposable
{
    readonly RealParts _real = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_check_fails_with_its_hint_until_its_own_step_is_typed(int number)
    {
        var exercise = await _real.RequireExerciseAsync(number, 100 + number);
        var live = new LiveBench(_real.Tools, _real.Accelerator, outlives: false);
        IBench bench = exercise.Vm is null ? live : new SharedBench(live, machine, _real.Accelerator);
        await new TypedExercise(exercise, language => RealParts.ProseOf(number, language), bench, _real.Tools.Clock).RunAsync(Cancel);
        await _real.AssertNothingLeftAsync();
    }

    public void Dispose() => _real.Dispose();
}
