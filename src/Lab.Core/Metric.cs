using System.Text.Json.Serialization;

namespace Lab.Core;

/// <summary>The base unit of a metric. Values are kept in base units; they are scaled only when printed.</summary>
public enum Unit { Seconds, Bytes, PerSecond, BytesPerSecond, Count }

/// <summary>Which direction of a metric is the good one.</summary>
public enum Better { Lower, Higher }

/// <summary>One thing that is measured.</summary>
/// <param name="Id">Name in files and tables, for example <c>startup.ready</c>.</param>
/// <param name="Unit">Base unit of every value.</param>
/// <param name="Better">Direction in which a value is better.</param>
/// <param name="Definition">Where the clock or the count starts and stops. The report prints it.</param>
public sealed record Metric(string Id, Unit Unit, Better Better, string Definition)
{
    /// <summary>True where a value below zero has a meaning, as for a slope or a growth.</summary>
    public bool CanBeNegative { get; init; }

    /// <summary>A measurement of this metric.</summary>
    /// <exception cref="TrialException">The value is not finite, or negative where the metric has no sign.</exception>
    public Measurement Of(double value) =>
        !double.IsFinite(value) || (value < 0 && !CanBeNegative)
            ? throw new TrialException($"{Id}: {value} is no value for this metric; the output it was read from is kept in raw/.")
            : new Measurement(Id, value);
}

/// <summary>One value of one metric, in the metric's base unit.</summary>
[method: JsonConstructor]
public readonly record struct Measurement(string Metric, double Value);

public static class Measurements
{
    /// <summary>The first value of a metric.</summary>
    /// <returns>Null if there is none.</returns>
    public static double? Find(this IEnumerable<Measurement> values, string metric) => values.Where(m => m.Metric == metric).Select(m => (double?)m.Value).FirstOrDefault();
}

/// <summary>An expected failure of one visit or trial: a platform that cannot, a command that failed, output that cannot be read.
/// The runner turns it into <see cref="Failed"/>; every other exception is a bug and stops the program.</summary>
public sealed class TrialException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A mistake in what the user gave, or a missing prerequisite. Its message says what, where, why and what to do next.
/// The command line prints the message alone and exits with 2.</summary>
public sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
