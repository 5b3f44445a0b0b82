using System.Globalization;
using Lab.Core;
using Lab.Platforms;
using Lab.Workshop;

namespace Lab.PlatformTests;

/// <summary>The real bench, with the machine that all tests share in the place of an exercise's own. Its container is its own.</summary>
sealed class SharedBench(LiveBench live, SharedMachine machine, Accelerator accelerator) : IBench
{
    public string GuestTree => live.GuestTree;

    public async Task<IReadOnlyDictionary<string, string>> UpAsync(Exercise exercise, Action<string> say, CancellationToken cancel)
    {
        await machine.TakeAsync();
        var values = new Dictionary<string, string>(await live.UpAsync(exercise with { Vm = null }, say, cancel))
        {
            ["accelerator"] = accelerator == Accelerator.Kvm ? "kvm" : "tcg",
            ["vm"] = machine.Spec.Name,
            ["vm_address"] = machine.Address.ToString(),
        };
        foreach (var rung in machine.Rungs.Where(r => r.Metric.StartsWith("startup.", StringComparison.Ordinal)))
            values[Exercise.StartupName("vm", rung.Metric)] = rung.Value.ToString("R", CultureInfo.InvariantCulture);
        return values;
    }

    public Task<CommandOutput> RunAsync(
        string key, Place place, IReadOnlyList<string> words, TimeSpan limit, IReadOnlyDictionary<string, string> values, CancellationToken cancel) =>
        live.RunAsync(key, place, words, limit, values, cancel);

    public Task DownAsync(Exercise exercise, IReadOnlyDictionary<string, string> values) => live.DownAsync(exercise with { Vm = null }, values);
}
