using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>calibrate</c>: measures known answers, so that the numbers of this machine can be believed.</summary>
static class CalibrateVerb
{
    /// <summary>So many times the pairs asked for are taken at most.</summary>
    const int MaxTimes = 3;

    /// <summary>The last calibration of this machine, if there was one.</summary>
    public static string File => Path.Combine(LabHome.Folder, "calibration.json");

    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var pairs = new Option<int>("--pairs") { Description = "Pairs of container starts, and more, up to three times as many, until the answer is precise enough; 0 leaves containers out.", DefaultValueFactory = _ => 20 };
        var vmPairs = new Option<int>("--vm-pairs") { Description = "The same for VM boots (about a minute a pair where emulated); 0 leaves VMs out.", DefaultValueFactory = _ => 5 };
        var ownCost = new Option<bool>("--own-cost") { Description = "Measure instead what the lab itself adds, beside docker run, the bare socket, Vagrant alone and bare QEMU." };
        var verb = new System.CommandLine.Command("calibrate", "Measure known answers (a delay, touched memory, written bytes) on the real platforms and compare. Exit code 1 if one does not hold.") { pairs, vmPairs, ownCost };
        verb.SetAction(async (parsed, cancel) =>
        {
            var (starts, boots) = (parsed.GetValue(pairs), parsed.GetValue(vmPairs));
            if (starts < 0 || boots < 0 || starts + boots == 0)
                throw new UsageException("--pairs and --vm-pairs are counts of which one may be 0. Without them there are 20 and 5.");
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            using var machine = LabHome.TakeMachine();
            foreach (var left in (await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel)).Left)
                Console.Error.WriteLine($"Left as it is: {left}");
            var kvm = await new AcceleratorProbe(tools.Runner, tools.Clock).ProbeAsync(Accelerator.Kvm, cancel);
            var catalogue = Catalogue.Make(tools, kvm.Class == AcceleratorClass.HardwareAssisted ? Accelerator.Kvm : Accelerator.Tcg);
            foreach (var platform in (string[])["container", "vm"])
                if (await catalogue.Platforms[platform].WhyUnusableAsync(cancel) is { } why)
                    throw new UsageException($"{platform} cannot be calibrated here: {why}");
            // The first starts of a process cost more than the others.
            foreach (var platform in (string[])["container", "vm"])
                await catalogue.Platforms[platform].PrepareAsync(cancel);
            if (parsed.GetValue(ownCost))
            {
                var cost = new OwnCost(tools, catalogue, Console.WriteLine);
                return Print([.. starts > 0 ? await cost.ContainerAsync(starts, cancel) : [], .. boots > 0 ? await cost.MachineAsync(boots, cancel) : []]);
            }
            var calibration = new Calibration(tools, catalogue, Console.WriteLine);
            List<KnownAnswer> answers = [];
            if (starts > 0)
                answers.AddRange([await calibration.DelayAsync("container", TimeSpan.FromMilliseconds(200), 0.015, new PairCount(starts, MaxTimes * starts), cancel), .. await calibration.FootprintAsync("container", cancel)]);
            if (boots > 0)
                answers.AddRange([.. await calibration.FootprintAsync("vm", cancel), await calibration.DelayAsync("vm", TimeSpan.FromSeconds(5), 0.75, new PairCount(boots, MaxTimes * boots), cancel)]);
            if (starts > 0 && boots > 0)
                answers.AddRange(await calibration.TouchAsync(cancel));
            System.IO.File.WriteAllText(File, JsonSerializer.Serialize(new { at = tools.Clock.GetUtcNow(), answers }, StudyJson.Page));
            Print(answers);
            return answers.All(a => a.Holds) ? ExitCode.Ok : ExitCode.SomeFailed;
        });
        return verb;
    }

    static int Print(IReadOnlyList<Cost> costs)
    {
        foreach (var c in costs)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(c.Holds ? "holds" : "FAILS"),-6} {c.What,-58} {c.Text,-36} at most {c.Limit:0.00}   n = {c.Count}"));
        return costs.All(c => c.Holds) ? ExitCode.Ok : ExitCode.SomeFailed;
    }

    static void Print(List<KnownAnswer> answers)
    {
        foreach (var a in answers)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(a.Holds ? "holds" : "FAILS"),-6} {a.Platform,-10} {a.What,-42} known {Format.Value(a.Unit, a.Known),9}  measured {Format.Value(a.Unit, a.Measured),9}  ± {Format.Value(a.Unit, a.Tolerance),-9} {a.Why}"));
        Console.WriteLine($"{answers.Count(a => a.Holds)} of {answers.Count} known answers hold. Kept in {File}; the next study's report names it.");
    }

    /// <summary>One line about this machine's last calibration, for a study's record.</summary>
    public static string Last()
    {
        if (!System.IO.File.Exists(File)) return "never on this machine (./run calibrate)";
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        var answers = document.RootElement.GetProperty("answers");
        return $"{document.RootElement.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm} UTC: {answers.EnumerateArray().Count(a => a.GetProperty("holds").GetBoolean())} of {answers.GetArrayLength()} known answers hold (calibration.json)";
    }
}
