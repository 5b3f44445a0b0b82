using System.CommandLine;
using Lab.Core;

namespace Lab;

/// <summary>Asks before something is done that cannot be undone.</summary>
static class Consent
{
    public static Option<bool> Option() =>
        new("--yes") { Description = "Answer yes to what is asked, as CI=true does." };

    /// <exception cref="UsageException">The answer is no, or there is nobody to ask.</exception>
    public static void Require(bool yes, string question, string otherwise)
    {
        if (yes || Environment.GetEnvironmentVariable("CI") == "true") return;
        if (Console.IsInputRedirected)
            throw new UsageException($"{otherwise}, because there is no terminal to ask on. Run it again with --yes.");
        Console.Write($"{question} [y/N] ");
        if (Console.ReadLine()?.Trim() is not ['y' or 'Y', ..]) throw new UsageException($"{otherwise}.");
    }
}
