using System.CommandLine;

namespace Lab.Verbs;

/// <summary><c>guest build</c>: makes the image, the box and the host's tree from the one recipe.</summary>
static class GuestVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var force = new Option<bool>("--force") { Description = "Build again even if the recipe has not changed." };
        var build = new System.CommandLine.Command("build", "Build the container image, the Vagrant box and the host baseline from one recipe; quick if nothing changed.") { force };
        build.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            var command = new Core.Command(Path.Combine(Catalogue.Root, "lab", "guest", "build"), parsed.GetValue(force) ? ["--force"] : []) { TimeLimit = TimeSpan.FromMinutes(30) };
            var output = await tools.Runner.RunAsync(command, line => (line.IsError ? Console.Error : Console.Out).WriteLine(line.Text), cancel);
            return output.ExitCode;
        });
        return new System.CommandLine.Command("guest", "The guest that all platforms run.") { build };
    }
}
