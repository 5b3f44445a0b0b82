namespace Lab.Core;

/// <summary>How far the numbers of a study carry.</summary>
public enum ClaimLevel
{
    /// <summary>One batch, or fewer than ten rounds: the intervals describe what was seen then and there.</summary>
    Smoke,
    /// <summary>Several batches: the intervals hold for this machine as it was.</summary>
    Batch,
    /// <summary>Five batches or more on a bare machine with hardware assistance, as precise as planned, with few failures.</summary>
    Study,
}

/// <summary>The claim level of a study, computed from its record alone.</summary>
/// <param name="Missing">What the next level asks for and this study lacks; empty at the highest.</param>
public sealed record Claim(ClaimLevel Level, IReadOnlyList<string> Missing, int Batches, int Rounds)
{
    const int LeastRounds = 10, LeastBatches = 2, LeastBatchesOfStudy = 5;

    /// <summary>Fact of the environment that says whether the host is itself a virtual machine: yes or no.</summary>
    public const string NestedFact = "host is a virtual machine";

    /// <param name="counting">Visits that ended and are no warm-up.</param>
    /// <param name="attempts">Of these, by platform.</param>
    public static Claim Of(StudyRecord record, IEnumerable<Visit> counting, IReadOnlyList<Comparison> comparisons, IReadOnlyList<Failure> failures, IReadOnlyDictionary<string, int> attempts)
    {
        var rounds = counting.Select(v => (v.Batch, v.Round)).Distinct().ToArray();
        var batches = rounds.Select(r => r.Batch).Distinct().Count();
        var smoke = Lacking((batches >= LeastBatches, $"{LeastBatches} batches (here {batches})"), (rounds.Length >= LeastRounds, $"{LeastRounds} rounds (here {rounds.Length})"));
        if (smoke.Length > 0) return new Claim(ClaimLevel.Smoke, smoke, batches, rounds.Length);
        var failed = failures.Select(f => f.Visit).Distinct().CountBy(v => v.Platform).Where(f => f.Value > Verdict.MostFailures * attempts[f.Key]).Select(f => record.LabelOf(f.Key)).ToArray();
        var precision = new StoppingRule().Precision;
        var study = Lacking(
            (batches >= LeastBatchesOfStudy, $"{LeastBatchesOfStudy} batches (here {batches})"),
            (comparisons.Any(c => c.IsPrimary && c.Paired.LogRatio is { } effect && Math.Exp(effect.Headline.Interval.HalfWidth) - 1 <= precision), $"a primary comparison known to ± {100 * precision:0} %"),
            (failed.Length == 0, $"at most {100 * Verdict.MostFailures:0} % of failed visits (more on {string.Join(", ", failed)})"),
            (!record.Environment.Platforms.Any(p => p.Emulated), "hardware-assisted virtualisation"),
            (record.Environment.Facts.GetValueOrDefault(NestedFact) == "no", "a host that is no virtual machine itself"));
        return new Claim(study.Length > 0 ? ClaimLevel.Batch : ClaimLevel.Study, study, batches, rounds.Length);
    }

    static string[] Lacking(params (bool Has, string What)[] needs) => [.. needs.Where(n => !n.Has).Select(n => n.What)];

    /// <summary>As it stands in tables and files: smoke, batch or study.</summary>
    public string Name => Level switch { ClaimLevel.Smoke => "smoke", ClaimLevel.Batch => "batch", _ => "study" };

    /// <summary>The level and what it means, for the top of an output.</summary>
    public string Text => $"Claim level: {Name}. " + Level switch
    {
        ClaimLevel.Smoke when Batches == 1 => $"One batch of {(Rounds == 1 ? "one round" : $"{Rounds} rounds")}: the intervals describe this batch on this machine, and nothing more.",
        ClaimLevel.Smoke => $"{Rounds} rounds in {Batches} batches: the intervals describe these, and nothing more.",
        _ => $"{Rounds} rounds in {Batches} batches: the intervals hold for {(Level == ClaimLevel.Batch ? "this machine as it was" : "machines like this one")}.",
    };

    /// <summary>What the next level takes; empty at the highest.</summary>
    public string Next => Missing.Count == 0 ? "" : $"For the level {(Level == ClaimLevel.Smoke ? "batch" : "study")} it takes {string.Join(", ", Missing)}.";
}
