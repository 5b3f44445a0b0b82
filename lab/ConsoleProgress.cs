using System.Globalization;
using Lab.Core;

namespace Lab;

/// <summary>What a study says while it runs: a line for each visit, and one for each step that takes longer than two seconds.</summary>
sealed class ConsoleProgress(TimeProvider clock) : IProgress
{
    readonly long _start = clock.GetTimestamp();
    long _begun;
    double _inVisits, _inRamps;

    public void Say(string line) => Console.WriteLine(line);

    public void VisitBegins(Visit visit, int number, int of)
    {
        _begun = clock.GetTimestamp();
        Console.Write($"[{number}/{of}] {(visit.Batch > 1 ? $"batch {visit.Batch} " : "")}round {visit.Round}{(visit.RepeatOf > 0 ? $" (round {visit.RepeatOf} again)" : "")}{(visit.Warmup ? " (warm-up)" : "")}, {visit.Platform} … ");
    }

    public void VisitEnded(Visit visit, Outcome outcome)
    {
        var seconds = clock.GetElapsedTime(_begun).TotalSeconds;
        _inVisits += seconds;
        Console.WriteLine(outcome is Failed failed ? $"FAILED in {failed.Phase}: {failed.Message}" : string.Create(CultureInfo.InvariantCulture, $"measured, {seconds:0.0} s"));
    }

    public void RampBegins(string what)
    {
        _begun = clock.GetTimestamp();
        Console.WriteLine(what);
    }

    public void RampEnded() => _inRamps += clock.GetElapsedTime(_begun).TotalSeconds;

    /// <summary>How the wall time of a study was spent.</summary>
    public void SayTime()
    {
        var all = clock.GetElapsedTime(_start).TotalSeconds;
        var outside = all - _inVisits - _inRamps;
        Say(string.Create(CultureInfo.InvariantCulture, $"{all / 60:0.0} minutes: {_inVisits / 60:0.0} in visits, {_inRamps / 60:0.0} in ramps, {outside / 60:0.0} ({100 * outside / all:0} %) before, between and after them."));
    }

    public async Task<T> StepAsync<T>(string what, Func<Task<T>> step)
    {
        var work = step();
        if (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(2), clock)) != work)
            Console.WriteLine($"{what} …");
        return await work;
    }
}

/// <summary>How long a study will take, from what each part takes on an emulated machine (the slow case).</summary>
static class Estimate
{
    public static double Minutes(Plan plan, IReadOnlyDictionary<string, Workload> workloads) =>
        (plan.Visits.Sum(v => Visit(v, plan, workloads)) + plan.Spec.Ramp * 3 + (plan.Spec.Batches > 1 ? 20 * plan.Spec.Batches : 0) + 15) / 60;

    /// <summary>The plan with as many rounds as fit into the time; null if not even one does.</summary>
    public static PlanSpec? Within(double minutes, PlanSpec spec, IReadOnlyDictionary<string, Workload> workloads)
    {
        double Of(int rounds) => Minutes(Plan.Make(spec.Of(rounds), 1, []), workloads);
        var round = Of(2) - Of(1);
        var rounds = (int)Math.Floor((minutes - Of(1)) / round) + 1;
        return rounds < 1 ? null : spec.Of(Math.Min(rounds, 1000));
    }

    static double Visit(Visit visit, Plan plan, IReadOnlyDictionary<string, Workload> workloads)
    {
        var (overhead, start, trial) = SecondName.Strip(visit.Platform) switch { "container-in-vm" => (75, 65, 2.0), "vm" => (50, 35, 1.5), "container" => (5, 2, 0.5), _ => (4, 2, 0.5) };
        return overhead + start * (plan.Spec.Starts - 1) + plan.TrialsOf(visit).Sum(t => workloads[t.Workload].Seconds * plan.Spec.TrialSeconds / PlanSpec.DefaultTrialSeconds + trial);
    }
}
