using System.CommandLine;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Workshop;

namespace Lab.Verbs;

/// <summary><c>doctor</c>: what is here, what is missing, what will mislead, and what to do about each.</summary>
static class DoctorVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var json = new Option<bool>("--json") { Description = "Print the checks as JSON." };
        var accelerator = new Option<bool>("--accelerator") { Description = "Probe the accelerators only, and print their classes." };
        var verb = new System.CommandLine.Command("doctor", "What is here, what is missing, what will mislead, each with what to do. Exit code 2 if something is missing.") { json, accelerator };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            var probes = await StudyVerb.ProbeAsync(tools, cancel);
            if (parsed.GetValue(accelerator))
            {
                foreach (var probe in probes)
                    Console.WriteLine($"{probe.Accelerator.ToString().ToLowerInvariant()} {probe.Name}");
                return ExitCode.Ok;
            }
            Check[] checks = [.. await new MachineFacts(tools.Engine, tools.Runner).ChecksAsync(probes, cancel), .. Exercise()];
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(checks, StudyJson.Page));
            else
                Print(checks, Upstream.Describe(tools));
            return checks.Any(c => c.Status == CheckStatus.Missing) ? ExitCode.Usage : ExitCode.Ok;
        });
        return verb;
    }

    /// <summary>What an exercise has up takes memory and CPU from everything that is measured.</summary>
    static IEnumerable<Check> Exercise()
    {
        if (ProgressFile.Up() is { } up)
            yield return new Check("exercise", CheckStatus.Warning, $"The exercise {up.Exercise} is in progress, with {string.Join(" and ", up.Values.Where(v => v.Key is "container" or "vm").Select(v => $"{v.Key} {v.Value}"))} up.",
                "End it with `./run exercise explain N` or `./run exercise stop N`; a study ends it too.");
    }

    static void Print(IReadOnlyList<Check> checks, string ports)
    {
        foreach (var check in checks)
        {
            var mark = check.Status switch { CheckStatus.Ok => "ok     ", CheckStatus.Warning => "warning", _ => "missing" };
            Console.WriteLine($"{mark}  {check.Id,-18}  {check.What}{(check.Where.Length > 0 ? $" ({check.Where})" : "")}");
            if (check.Next.Length > 0)
                Console.WriteLine($"{"",29}→ {check.Next}");
        }
        Console.WriteLine($"ok       {"ports",-18}  {ports}");
    }
}
