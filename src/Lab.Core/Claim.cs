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
public sealed record Claim(ClaimLevel Level, IReadOnlyList<Message> Missing, int Batches, int Rounds)
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
        var smoke = Lacking((batches >= LeastBatches, NeedBatches(LeastBatches)), (rounds.Length >= LeastRounds, new("claim.need.rounds", ("least", LeastRounds), ("here", rounds.Length))));
        if (smoke.Length > 0) return new Claim(ClaimLevel.Smoke, smoke, batches, rounds.Length);
        var failed = failures.Select(f => f.Visit).Distinct().CountBy(v => v.Platform).Where(f => f.Value > Verdict.MostFailures * attempts[f.Key]).Select(f => record.NameOf(f.Key)).ToArray();
        var precision = new StoppingRule().Precision;
        var study = Lacking(
            (batches >= LeastBatchesOfStudy, NeedBatches(LeastBatchesOfStudy)),
            (comparisons.Any(c => c.IsPrimary && c.Paired.LogRatio is { } effect && Math.Exp(effect.Headline.Interval.HalfWidth) - 1 <= precision), new("claim.need.precision", ("precision", new Share(precision)))),
            (failed.Length == 0, new("claim.need.failures", ("most", new Share(Verdict.MostFailures)), ("platforms", failed))),
            (!record.Environment.Platforms.Any(p => p.Emulated), new("claim.need.hardware")),
            (record.Environment.Facts.GetValueOrDefault(NestedFact) == "no", new("claim.need.bare")));
        return new Claim(study.Length > 0 ? ClaimLevel.Batch : ClaimLevel.Study, study, batches, rounds.Length);

        Message NeedBatches(int least) => new("claim.need.batches", ("least", least), ("here", batches));
    }

    static Message[] Lacking(params (bool Has, Message What)[] needs) => [.. needs.Where(n => !n.Has).Select(n => n.What)];

    /// <summary>As it stands in tables and files: smoke, batch or study.</summary>
    public string Name => Level switch { ClaimLevel.Smoke => "smoke", ClaimLevel.Batch => "batch", _ => "study" };

    /// <summary>The level and what it means, for the top of an output.</summary>
    public Message Meaning => Level switch
    {
        ClaimLevel.Smoke when Batches == 1 => Message.Counted("claim.one-batch", Rounds),
        ClaimLevel.Smoke => new("claim.few-rounds", ("rounds", Rounds), ("batches", Batches)),
        ClaimLevel.Batch => new("claim.batch", ("rounds", Rounds), ("batches", Batches)),
        _ => new("claim.study", ("rounds", Rounds), ("batches", Batches)),
    };

    /// <summary>What the next level takes; null at the highest.</summary>
    public Message? Next => Missing.Count == 0 ? null : new(Level == ClaimLevel.Smoke ? "claim.next.batch" : "claim.next.study", ("needs", Missing));
}
