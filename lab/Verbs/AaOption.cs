using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>study --aa PLATFORM</c>: a platform against itself, and what is kept of it for later studies of this machine.</summary>
static class AaOption
{
    const int MostRounds = 1000;

    /// <summary>The noise floor of this machine's last A/A study, if there was one.</summary>
    public static string Last => Path.Combine(LabHome.Folder, ReportFiles.NoiseFloorName);

    /// <returns>The plan; null without --aa.</returns>
    public static PlanSpec? Read(string? platform, int? rounds, string? plan)
    {
        if (platform is null)
            return rounds is null ? null : throw new UsageException("--rounds goes with --aa; a plan says itself how many rounds it has.");
        if (plan is not null)
            throw new UsageException($"--aa makes a plan of its own, so leave '{plan}' out: ./run study --aa {platform}");
        if (!Catalogue.PlatformIds.Contains(platform) && !Regex.IsMatch(platform, @"^container:[a-z0-9][a-z0-9._-]*\z"))
            throw new UsageException($"--aa {platform}: there is no such platform. Known here: {string.Join(", ", Catalogue.PlatformIds)}, and container:NAME for a runtime that Docker knows by that name.");
        var count = rounds ?? AaStudy.DefaultRounds;
        return count is >= Statistics.LeastForInterval and <= MostRounds
            ? AaStudy.Plan(platform, count, Math.Min(2, Environment.ProcessorCount))
            : throw new UsageException($"--rounds {count}: write a whole number from {Statistics.LeastForInterval} to {MostRounds}; for fewer rounds no 95 % interval exists.");
    }

    /// <summary>What half-width so many rounds will give, from the noise that the last A/A study of this machine found.</summary>
    public static string Expect(PlanSpec plan)
    {
        const string Unknown = "What precision they give is not known before: `./run study --aa container` tells this machine's noise.";
        if (!File.Exists(Last) || JsonSerializer.Deserialize<MachineNoise>(File.ReadAllText(Last), StudyJson.Page) is not { } noise) return Unknown;
        var floor = noise.Metrics.FirstOrDefault(m => m.Metric == Metrics.Ready.Id);
        return floor is null ? Unknown : string.Create(CultureInfo.InvariantCulture,
            $"Expect startup ratios to about ± {100 * floor.Floor.HalfWidth * Math.Sqrt((double)floor.Floor.Rounds / (plan.Rounds * plan.Batches)):0} %, by the noise of {floor.Platform} in {noise.Study}.");
    }

    /// <summary>Keeps the noise floor of a study for the later ones; there is none if too few rounds were measured.</summary>
    public static void Keep(string study)
    {
        var file = Path.Combine(study, ReportFiles.NoiseFloorName);
        if (!File.Exists(file)) return;
        LabHome.Use();
        File.Copy(file, Last, overwrite: true);
    }
}
