using System.CommandLine;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;

namespace Lab.Verbs;

/// <summary><c>list platforms|workloads|studies</c>.</summary>
static class ListVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var what = new Argument<string>("what") { Description = "platforms, workloads or studies." };
        what.AcceptOnlyFromAmong("platforms", "workloads", "studies");
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var folder = WorkloadVerb.Folder();
        var verb = new System.CommandLine.Command("list", "What the lab has.") { what, json, folder };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            var workloads = Catalogue.ReadWorkloads(parsed.GetValue(folder));
            var rows = parsed.GetValue(what) switch
            {
                "platforms" => await PlatformsAsync(tools, cancel),
                "workloads" => [.. workloads.Values.OrderBy(w => w.Kind).Select(w => new Row(w.Id, w.Title, w.Stresses))],
                _ => Catalogue.StudyNames.Select(n => Catalogue.ReadPlan(n, workloads)).Select(p => new Row(p.Id, p.Title,
                    $"{string.Join(", ", p.Platforms)}; {string.Join(", ", p.Workloads)}; {p.Rounds} rounds and {p.Warmup} warm-up")).ToArray(),
            };
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(rows, StudyJson.Page));
            else
                foreach (var row in rows)
                    Console.WriteLine($"{row.Id,-16} {row.Title}\n{"",16} {row.Detail}");
            return ExitCode.Ok;
        });
        return verb;
    }

    static async Task<Row[]> PlatformsAsync(Tools tools, CancellationToken cancel)
    {
        var kvm = await new AcceleratorProbe(tools.Runner, tools.Clock).ProbeAsync(Accelerator.Kvm, cancel);
        var catalogue = Catalogue.Make(tools, kvm.Class == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg);
        var rows = new List<Row>();
        foreach (var platform in catalogue.Platforms.Values)
            rows.Add(new Row(platform.Id, platform.Label, await platform.WhyUnusableAsync(cancel) ?? "usable"));
        return [.. rows];
    }

    sealed record Row(string Id, string Title, string Detail);
}
