using System.Text.Json.Serialization;

namespace Lab.Core;

/// <summary>One instance of one platform, up once. Study ⊃ batch ⊃ round ⊃ visit ⊃ trial.</summary>
/// <param name="Batch">Batch number from 1: rounds after a fresh start of the daemons.</param>
/// <param name="Round">Round number within the batch, from 1; every platform is visited once a round.</param>
/// <param name="Order">Position within the round, from 1.</param>
/// <param name="Platform">Platform id.</param>
/// <param name="Warmup">True for rounds that are kept but not analysed.</param>
public sealed record Visit(int Batch, int Round, int Order, string Platform, bool Warmup)
{
    /// <summary>The round of the same batch that this one repeats, because its sentinel was out of band; 0 for none.</summary>
    public int RepeatOf { get; init; }
}

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
[JsonDerivedType(typeof(MachineState), "machine")]
[JsonDerivedType(typeof(BatchBegun), "batch")]
[JsonDerivedType(typeof(SentinelTaken), "sentinel")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(DensityStep), "density")]
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

/// <param name="Rungs">Of the instance that is then measured.</param>
/// <param name="HarnessCpuSeconds">CPU time of the lab itself between power-on and ready.</param>
public sealed record LadderTaken(DateTimeOffset At, Visit Visit, IReadOnlyList<Measurement> Rungs, double HarnessCpuSeconds) : JournalEntry(At)
{
    /// <summary>Rungs of the instances that the visit brought up and tore down before; none where the plan asks for one start.</summary>
    public IReadOnlyList<IReadOnlyList<Measurement>> Earlier { get; init; } = [];

    /// <summary>The startup of the visit: of each rung the mean over its starts. A round has one value of each platform, however often it was
    /// started (Kalibera and Jones, Rigorous Benchmarking in Reasonable Time, ISMM'13: repetitions of a lower level enter by their mean).</summary>
    public IEnumerable<Measurement> Means() => Earlier.Count == 0 ? Rungs : Rungs.Select(rung => rung with { Value = Earlier.SelectMany(e => e).Where(m => m.Metric == rung.Metric).Select(m => m.Value).Append(rung.Value).Average() });

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

/// <summary>What of the machine changes while a study runs: load, temperature, and at the end the accelerators as the probe found them again.</summary>
/// <param name="Moment">begin or end.</param>
public sealed record MachineState(DateTimeOffset At, string Moment, IReadOnlyDictionary<string, string> Facts) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit? Of => null;
}

/// <summary>A batch begins with daemons that were started afresh.</summary>
/// <param name="Daemons">Which were, and which were not and why.</param>
public sealed record BatchBegun(DateTimeOffset At, int Batch, string Daemons) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit? Of => null;
}

/// <summary>What fixed work on the host took before a round.</summary>
public sealed record SentinelTaken(DateTimeOffset At, int Batch, int Round, IReadOnlyList<Measurement> Values) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit? Of => null;
}

/// <summary>The study has enough rounds, by the rule that its plan stated.</summary>
/// <param name="HalfWidth">Of the primary comparison's interval, as a share of the ratio; null where there were too few rounds for one.</param>
public sealed record Stopped(DateTimeOffset At, StopReason Reason, double? HalfWidth) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit? Of => null;
}

/// <summary>One step of a density ramp, in bytes: what so many instances hold by their ledgers, and what the host says.</summary>
public sealed record DensityStep(DateTimeOffset At, string Platform, int Ramp, int Instances, bool Down, double Ledger, double Components, double Available, double Disk) : JournalEntry(At)
{
    [JsonIgnore]
    public override Visit? Of => null;
}
