using System.CommandLine;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Workshop;

namespace Lab.Verbs;

/// <summary><c>clean</c>: shows what the lab has on this machine, asks, and removes it. What is not the lab's is named
/// and stays.</summary>
static class CleanVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var runs = new Option<bool>("--runs")
        {
            Description = "Only what killed runs left, without asking; keep the guest and the daemons.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Show what would be removed and what stays, and remove nothing.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print as JSON what was removed (with --dry-run: would be) and what stays.",
        };
        var yes = Consent.Option();
        var verb = new System.CommandLine.Command("clean",
            "Remove everything the lab left on this machine: instances, the guest, its image, box, pool and network, "
            + "the lab's own daemons. It shows what goes and asks. Results stay, and so does whatever the lab did not make.")
        {
            runs, dryRun, json, yes,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            var request = new Request(parsed.GetValue(runs), parsed.GetValue(dryRun), parsed.GetValue(json),
                parsed.GetValue(yes));
            var state = LabHome.Look(LabHome.Folder);
            if (state.Kind == HomeKind.Foreign) throw LabHome.Refused();
            if (request.DryRun) return await ShowAsync(request, state, tools, cancel);
            if (state.Kind == HomeKind.Earlier) await HomeVerb.AdoptAsync(state, request.Yes, tools, cancel);
            // Where LAB_HOME is not there, none of its instances are; the folder is not made for its lock.
            var isThere = state.Kind is HomeKind.Marked or HomeKind.Earlier;
            using var machine = isThere ? LabHome.TakeMachine() : null;
            using var build = isThere && !request.Runs ? LabHome.TakeGuest() : null;
            return await RemoveAsync(request, isThere, tools, cancel);
        });
        return verb;
    }

    static async Task<int> ShowAsync(Request request, HomeState state, Tools tools, CancellationToken cancel)
    {
        var plan = await PlanAsync(request, state.Kind is HomeKind.Marked or HomeKind.Earlier, tools, cancel);
        if (!request.Json && state.Kind == HomeKind.Earlier)
            Console.WriteLine($"{LabHome.Folder} is an installation of an earlier version of the lab, by "
                + $"{state.Evidence} in it; it would be taken over first.");
        if (request.Json) Print(plan.Remove.Select(r => r.What), plan.Stay);
        else Show(plan);
        return ExitCode.Ok;
    }

    static async Task<int> RemoveAsync(Request request, bool isThere, Tools tools, CancellationToken cancel)
    {
        if (!request.Runs)
        {
            var plan = await PlanAsync(request, isThere, tools, cancel);
            if (!request.Json) Show(plan);
            if (plan.Remove.Count > 0) Consent.Require(request.Yes, "Remove these?", "Nothing was removed");
        }
        var (removed, stay) = (new List<string>(), new List<Stays>());
        void Done(string item)
        {
            removed.Add(item);
            if (!request.Json) Console.WriteLine($"removed {item}");
        }
        if (isThere)
        {
            var swept = await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel);
            foreach (var item in swept.Removed) Done(item);
            stay.AddRange(swept.Left);
        }
        if (!request.Runs)
        {
            // Asked again: what instances held is free now.
            var (remove, stays) = await Uninstall(tools).PlanAsync(sizes: false, cancel);
            stay.AddRange(stays);
            foreach (var item in remove)
            {
                var left = await item.RemoveAsync();
                stay.AddRange(left);
                if (left.Count == 0) Done(item.What);
            }
        }
        if (isThere) ProgressFile.ForgetUp();
        if (request.Json) Print(removed, stay);
        else
        {
            foreach (var left in stay.Distinct()) Console.WriteLine($"stays: {left}");
            Console.WriteLine(removed.Count == 0 ? "Nothing of the lab's was left."
                : $"{removed.Count} removed. Results and installed packages stay.");
        }
        return stay.Any(s => s.IsFailure) ? ExitCode.SomeFailed : ExitCode.Ok;
    }

    static async Task<(IReadOnlyList<Removal> Remove, IReadOnlyList<Stays> Stay)> PlanAsync(Request request,
        bool isThere, Tools tools, CancellationToken cancel)
    {
        var remove = new List<Removal>();
        if (isThere)
            await foreach (var item in new Leftovers(tools.Engine, tools.Runner).FindAsync(cancel))
                remove.Add(item);
        if (request.Runs) return (remove, []);
        var (items, stay) = await Uninstall(tools).PlanAsync(sizes: !request.Json, cancel);
        return ([.. remove, .. items], stay);
    }

    static Uninstall Uninstall(Tools tools) =>
        new(tools.Engine, tools.Runner, Path.Combine(Catalogue.Root, "eng", "services"));

    static void Show((IReadOnlyList<Removal> Remove, IReadOnlyList<Stays> Stay) plan)
    {
        foreach (var item in plan.Remove)
            Console.WriteLine($"goes: {item.What}{(item.Bytes is { } bytes ? $" ({HomeVerb.Size(bytes)})" : "")}");
        foreach (var left in plan.Stay)
            Console.WriteLine($"stays: {left}");
        if (plan.Remove.Count == 0) Console.WriteLine("Nothing of the lab's would be removed.");
    }

    static void Print(IEnumerable<string> removed, IEnumerable<Stays> stay) =>
        Console.WriteLine(JsonSerializer.Serialize(new { removed, stays = stay.Distinct() }, StudyJson.Page));

    sealed record Request(bool Runs, bool DryRun, bool Json, bool Yes);
}
