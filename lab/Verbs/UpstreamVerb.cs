using System.CommandLine;
using System.Text.RegularExpressions;

namespace Lab.Verbs;

/// <summary><c>upstream</c>: builds the CliWrap and Testcontainers adapters where their packages can be had.</summary>
static class UpstreamVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var verb = new System.CommandLine.Command("upstream", "Build src/Lab.Upstream (CliWrap, Testcontainers) if its packages can be had; the lab works without.");
        verb.SetAction(async (_, cancel) =>
        {
            using var tools = Tools.Make(builtIn: true);
            var project = Path.Combine(Catalogue.Root, "src", "Lab.Upstream");
            if (!Directory.Exists(project))
            {
                Console.WriteLine("This checkout has no src/Lab.Upstream: built-in runner.");
                return ExitCode.Ok;
            }
            var output = await tools.Runner.RunAsync(new Core.Command("dotnet", "build", project, "--configuration", "Release", "--nologo"), null, cancel);
            if (output.ExitCode == 0)
            {
                using var loaded = Tools.Make(builtIn: false);
                Console.WriteLine(Upstream.Describe(loaded));
                return ExitCode.Ok;
            }
            var missing = Regex.Matches(output.StandardOutput, @"error (NU\d+): ([^\[\r\n]+)").Select(m => m.Groups[2].Value.Trim()).Distinct().ToArray();
            Console.WriteLine(missing.Length > 0
                ? $"This registry lacks them: built-in runner. ({missing[0]})"
                : $"src/Lab.Upstream did not build, so the built-in runner stays in use:\n{output.StandardOutput.Trim()}");
            return ExitCode.Ok;
        });
        return verb;
    }
}
