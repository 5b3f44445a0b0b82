using Lab.Core;

namespace Lab.Benchmarks;

/// <summary>One thing that is done on an instance, once a visit.</summary>
/// <param name="Workload">What it is for the study folder: its id, its metrics, and how they are read from its output. For a workload of the catalogue the workload itself.</param>
/// <param name="Run">Does it and returns its output; null for the workload's own command.</param>
/// <param name="WhyNot">Why a platform has no such operation; null where it has.</param>
public sealed record Operation(Workload Workload, Turn Turn, Func<Doing, Task<string>>? Run, Func<IPlatform, string?> WhyNot)
{
    /// <summary>A workload of the catalogue.</summary>
    public static Operation Of(Workload workload) => new(workload, Turn.Work, null, _ => null);

    /// <summary>An operation of the suite's own.</summary>
    /// <param name="words">What is done, as words; for people.</param>
    /// <param name="pattern">Reads the times, in seconds, from what <paramref name="run"/> returns: a named group for each.</param>
    /// <param name="times">Group of the pattern, and from where to where it counts. The metric is called ID.GROUP.</param>
    public static Operation Make(string id, string title, string words, Turn turn, string pattern, IReadOnlyList<(string Group, string Definition)> times, Func<Doing, Task<string>> run, Func<IPlatform, string?>? whyNot = null)
    {
        var metrics = times.Select(t => new WorkloadMetric(new Metric($"{id}.{t.Group}", Unit.Seconds, Better.Lower, t.Definition), t.Group, 1));
        return new Operation(new Workload(id, title, "An operation on the whole instance, from outside it.", words.Split(' '), pattern, 1, [.. metrics]) { Kind = WorkloadKind.Kernel, Outside = true }, turn, run, whyNot ?? (_ => null));
    }

    /// <summary>The benchmark that is one of its metrics.</summary>
    public Reading Reading(int metric = 0) => new(Workload.Metrics[metric].Metric, Turn, this);
}

/// <summary>What an operation has at hand.</summary>
/// <param name="Nonce">Identity of the instance, which its console lines carry.</param>
public sealed record Doing(IGuest Guest, string Nonce, ICommandRunner Runner, TimeProvider Clock, CancellationToken Cancel)
{
    /// <summary>How long something takes on the lab's clock, in seconds.</summary>
    public async Task<double> TimeAsync(Func<Task> what)
    {
        var begun = Clock.GetTimestamp();
        await what();
        return Clock.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>A command in the instance that must end with 0.</summary>
    public async Task RunAsync(params string[] words) => (await Guest.RunAsync(new Command(words[0], words[1..]), Cancel)).OrThrow(string.Join(' ', words));
}
