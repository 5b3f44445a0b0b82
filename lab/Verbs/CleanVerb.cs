using System.CommandLine;
using Lab.Platforms;
using Lab.Workshop;

namespace Lab.Verbs;

/// <summary><c>clean</c>: removes everything the lab ever left on this machine, and says what.</summary>
static class CleanVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var runs = new Option<bool>("--runs") { Description = "Only what killed runs left; keep the guest and the daemons." };
        var verb = new System.CommandLine.Command("clean", "Remove everything the lab left on this machine: instances, the guest, its image, box, pool and network, the lab's own daemons. Results stay.") { runs };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            using var machine = LabHome.TakeMachine();
            var removed = (await new Leftovers(tools.Engine, tools.Runner).RemoveAsync(cancel)).ToList();
            if (!parsed.GetValue(runs))
                removed.AddRange(await new Uninstall(tools.Engine, tools.Runner, Path.Combine(Catalogue.Root, "eng", "services")).RemoveAsync(cancel));
            ProgressFile.ForgetUp();
            foreach (var item in removed)
                Console.WriteLine($"removed {item}");
            Console.WriteLine(removed.Count == 0 ? "Nothing of the lab's was left." : $"{removed.Count} removed. Results and installed packages stay.");
            return ExitCode.Ok;
        });
        return verb;
    }
}
