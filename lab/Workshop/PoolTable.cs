using System.Globalization;
using Lab.Core;
using Lab.Verbs;

namespace Lab.Workshop;

/// <summary>A class's answers on the screen, a table an exercise.</summary>
static class PoolTable
{
    public static void Print(IReadOnlyList<PooledExercise> pooled, IReadOnlyList<(Exercise Exercise, Prose Prose, string Folder)> exercises)
    {
        foreach (var row in pooled)
        {
            var (exercise, prose, _) = exercises.Single(e => e.Exercise.Id == row.Exercise);
            var title = string.Create(CultureInfo.InvariantCulture, $"{row.Number}: {prose.Title} · {row.Learners} predictions, {row.Right} of {row.Judged} right{(row.Replayed > 0 ? $", {row.Replayed} of a recording" : "")}");
            if (exercise.Question is NumberQuestion { ValueKind: var quantity })
                ReportVerb.Print(title, ["", "of", "median", "least", "most"], [Cells("predicted", row.Predicted, quantity), Cells("measured, by machine", row.Measured, quantity)]);
            else
                ReportVerb.Print(title, ["", "predicted", "measured"], row.Choices.Select(c => (string[])[prose.Choices[c.Id], $"{c.Predicted}", $"{c.Measured}"]));
        }
        if (pooled.Count == 0) Console.WriteLine("None of these files has a prediction of an exercise that is here.");
    }

    static string[] Cells(string what, Spread? spread, ValueKind quantity)
    {
        string Value(double value) => ExerciseText.Value(value.ToString("R", CultureInfo.InvariantCulture), quantity);
        return spread is null ? [what, "0", "", "", ""] : [what, $"{spread.Count}", Value(spread.Median), Value(spread.Least), Value(spread.Most)];
    }
}
