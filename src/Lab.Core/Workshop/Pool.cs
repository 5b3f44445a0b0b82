namespace Lab.Core;

/// <summary>A class's predictions of one exercise beside its measurements.</summary>
/// <param name="Learners">Who predicted: one attempt a file.</param>
/// <param name="Right">Predictions that were right, of those with a measurement on their own machine.</param>
/// <param name="Judged">How many have one.</param>
/// <param name="Replayed">Predictions whose measurement was a recording; they are not judged.</param>
/// <param name="Choices">How often each answer was predicted and measured, in the order of the exercise; none for a number.</param>
/// <param name="Predicted">Of a number; null where there is none.</param>
/// <param name="Measured">Of a number, over machines (the median of each); null where there is none.</param>
public sealed record PooledExercise(int Number, string Exercise, int Learners, int Right, int Judged, int Replayed, IReadOnlyList<PooledChoice> Choices, Spread? Predicted, Spread? Measured);

public sealed record PooledChoice(string Id, int Predicted, int Measured);

/// <summary>Numbers of several learners or machines.</summary>
public sealed record Spread(int Count, double Median, double Least, double Most)
{
    /// <returns>Null for no values.</returns>
    public static Spread? Of(IReadOnlyList<double> values) => values.Count == 0 ? null : new Spread(values.Count, Statistics.Median(values), values.Min(), values.Max());
}

/// <summary>Progress files of a class, side by side.</summary>
public static class Pool
{
    public static IReadOnlyList<PooledExercise> Of(IReadOnlyList<Exercise> exercises, IReadOnlyList<Progress> files) =>
        [.. exercises.Select(e => Of(e, [.. files.Select(f => (f.Machine, Attempt: f.Of(e.Id))).Where(f => f.Attempt is not null).Select(f => (f.Machine, f.Attempt!))])).Where(p => p.Learners > 0)];

    static PooledExercise Of(Exercise exercise, IReadOnlyList<(string Machine, Attempt Attempt)> attempts)
    {
        var measured = attempts.Where(a => a.Attempt is { IsReplay: false, Measured: not null }).ToArray();
        var choices = exercise.Question is ChoiceQuestion { Choices: var all }
            ? all.Select(c => new PooledChoice(c.Id, attempts.Count(a => a.Attempt.Prediction == c.Id), measured.Count(a => a.Attempt.Measured == c.Id))) : [];
        var isNumber = exercise.Question is NumberQuestion;
        return new PooledExercise(exercise.Number, exercise.Id, attempts.Count,
            measured.Count(a => Prediction.IsRight(exercise.Question, a.Attempt.Prediction, a.Attempt.Measured!)), measured.Length, attempts.Count(a => a.Attempt.IsReplay), [.. choices],
            isNumber ? Spread.Of(Numbers(attempts.Select(a => a.Attempt.Prediction))) : null,
            isNumber ? Spread.Of([.. measured.GroupBy(a => a.Machine).Select(m => Numbers(m.Select(a => a.Attempt.Measured))).Where(m => m.Count > 0).Select(m => Statistics.Median(m))]) : null);
    }

    static IReadOnlyList<double> Numbers(IEnumerable<string?> values) => [.. values.Select(Formula.Number).OfType<double>()];
}
