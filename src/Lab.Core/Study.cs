using System.Text.Json.Serialization;

namespace Lab.Core;

/// <summary>One instance of one platform, up once. Study ⊃ batch ⊃ round ⊃ visit ⊃ trial.</summary>
/// <param name="Batch">Batch number from 1: rounds after a fresh start of the daemons.</param>
/// <param name="Round">Round number within the batch, from 1; every platform is visited once a round.</param>
/// <param name="Order">Position within the round, from 1.</param>
/// <param name="Platform">Platform id.</param>
/// <param name="Warmup">True for rounds that are kept but not analysed.</param>
public sealed record Visit(int Batch, int Round, int Order, string Platform, bool Warmup);

/// <summary>One run of one workload on a visit.</summary>
public sealed record Trial(Visit Visit, int Order, string Workload);

/// <summary>How a visit or a trial ended. Only <see cref="Measured"/> can hold numbers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(Measured), "measured")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record Outcome
{
    private protected Outcome() { }
}

public sealed record Measured(IReadOnlyList<Measurement> Values) : Outcome;

/// <param name="Phase">Where it failed: bring-up, ready, measure, footprint, tear-down.</param>
/// <param name="Message">What happened, why, and what to try.</param>
public sealed record Failed(string Phase, string Message) : Outcome;

/// <summary>One line of the journal.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Begun), "begun")]
[JsonDerivedType(typeof(LadderTaken), "ladder")]
[JsonDerivedType(typeof(FootprintTaken), "footprint")]
[JsonDerivedType(typeof(TrialDone), "trial")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Observed), "observed")]
[JsonDerivedType(typeof(RampStep), "ramp")]
[JsonDerivedType(typeof(RampEnded), "ramp-ended")]
public abstract record JournalEntry(DateTimeOffset At)
{
    /// <summary>The visit that the line belongs to; null for a step of a ramp.</summary>
    [JsonIgnore]
    public abstract Visit? Of { get; }
}

/// <param name="Nonce">Random identity of the instance; its console lines carry it.</param>
public sealed record Begun(DateTimeOffset At, Visit Visit, string Nonce) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit Of => Visit;
}

/// <param name="HarnessCpuSeconds">CPU time of the lab itself between power-on and ready.</param>
public sealed record LadderTaken(DateTimeOffset At, Visit Visit, IReadOnlyList<Measurement> Rungs, double HarnessCpuSeconds) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit Of => Visit;
}

/// <param name="Moment">idle (after ready, before the workloads) or after (the workloads).</param>
public sealed record FootprintTaken(DateTimeOffset At, Visit Visit, string Moment, IReadOnlyList<Measurement> Ledger) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit Of => Visit;
}

/// <summary>What was seen of an instance, from inside and from the host; once for each platform of a study.</summary>
/// <param name="Seen">Property and value, in the order in which the certificate prints them.</param>
public sealed record Observed(DateTimeOffset At, Visit Visit, IReadOnlyDictionary<string, string> Seen) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit Of => Visit;
}

/// <param name="Raw">File under raw/ that holds the output as it came.</param>
public sealed record TrialDone(DateTimeOffset At, Trial Trial, Outcome Outcome, string Raw) : JournalEntry(At)
{
    /// <summary>How long the command took by the harness's clock, the way into the instance included; 0 where it was not run.</summary>
    public double Seconds { get; init; }

    [JsonIgnore]
    public override Visit Of => Trial.Visit;
}

public sealed record Ended(DateTimeOffset At, Visit Visit, Outcome Outcome) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit Of => Visit;
}

/// <summary>A ramp is over: all its steps were measured, or it failed where the last step stands.</summary>
public sealed record RampEnded(DateTimeOffset At, string Platform, Outcome Outcome) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit? Of => null;
}

/// <summary>One step of a ramp: N instances of a platform up at once, and the sum of their ledgers.</summary>
public sealed record RampStep(DateTimeOffset At, string Platform, int Instances, double ResidentBytes) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit? Of => null;
}
