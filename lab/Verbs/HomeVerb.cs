using System.CommandLine;
using System.Globalization;
using Lab.Platforms;

namespace Lab.Verbs;

/// <summary><c>home</c>: the folder in which the lab keeps what it makes.</summary>
static class HomeVerb
{
    public static System.CommandLine.Command Make(Option<bool> builtIn)
    {
        var yes = Consent.Option();
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing where nothing has to be asked." };
        var verb = new System.CommandLine.Command("home",
            "The folder in which the lab keeps what it makes (LAB_HOME). Makes it; takes over that of an earlier "
                + "version, after asking.") { yes, quiet };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var tools = Tools.Make(parsed.GetValue(builtIn));
            var installation = LabHome.Look(LabHome.Folder) is { Kind: HomeKind.Earlier } earlier
                ? await AdoptAsync(earlier, parsed.GetValue(yes), tools, cancel)
                : LabHome.Use();
            if (parsed.GetValue(quiet)) return ExitCode.Ok;
            Console.WriteLine($"{LabHome.Folder}: installation {installation.Id}, {installation.Origin} on "
                + $"{installation.Date:yyyy-MM-dd}");
            foreach (var other in HomeLayout.Others(LabHome.Folder))
                Console.WriteLine($"not the lab's, and never touched: {other}");
            return ExitCode.Ok;
        });
        return verb;
    }

    /// <summary>Shows what an earlier version left, and marks it after asking.</summary>
    public static async Task<Installation> AdoptAsync(HomeState earlier, bool yes, Tools tools,
        CancellationToken cancel)
    {
        var adoption = await Adoption.LookAsync(LabHome.Folder, earlier.Evidence, tools.Runner, cancel);
        Console.Error.WriteLine($"{adoption.Folder} is an installation of an earlier version of the lab, by "
            + $"{adoption.Evidence} in it:");
        foreach (var (name, bytes) in adoption.Parts)
            Console.Error.WriteLine($"  {name,-9} {Size(bytes)}");
        foreach (var other in adoption.Others)
            Console.Error.WriteLine($"not the lab's, and never touched: {other}");
        Consent.Require(yes, "Use it as the lab's from now on?", $"{adoption.Folder} was not taken over");
        return adoption.Take(tools.Clock);
    }

    public static string Size(long bytes) => bytes >= 1 << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB");
}
