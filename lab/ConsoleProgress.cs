using System.Globalization;
using Lab.Core;

namespace Lab;

/// <summary>What a study says while it runs: a line for each visit, and one for each step that takes longer than two seconds.</summary>
sealed class ConsoleProgress(TimeProvider clock) : IProgress
{
    long _begun;

    public void Say(string line) => Console.WriteLine(line);

    public void VisitBegins(Visit visit, int number, int of)
    {
        _begun = clock.GetTimestamp();
        Console.Write($"[{number}/{of}] round {visit.Round}{(visit.Warmup ? " (warm-up)" : "")}, {visit.Platform} … ");
    }

    public void VisitEnded(Visit visit, Outcome outcome) => Console.WriteLine(outcome is Failed failed
        ? $"FAILED in {failed.Phase}: {failed.Message}"
        : string.Create(CultureInfo.InvariantCulture, $"measured, {clock.GetElapsedTime(_begun).TotalSeconds:0.0} s"));

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
        (plan.Visits.Sum(v => Overhead(v.Platform) + plan.TrialsOf(v).Sum(t => workloads[t.Workload].Seconds)) + plan.Spec.Ramp * 3 + 15) / 60;

    static double Overhead(string platform) => SecondName.Strip(platform) switch { "vm" => 50, "container" => 5, _ => 4 };
}
