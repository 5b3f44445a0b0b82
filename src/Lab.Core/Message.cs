namespace Lab.Core;

/// <summary>Something to be said, in no language yet: the key of a whole sentence and what stands in its places. The reports have the sentences.</summary>
/// <param name="Key">Dotted key of the sentence.</param>
/// <param name="Arguments">By the names that the sentence has in braces. A text is foreign and shown as it is; a whole number is a count; a double is a bare number;
/// all else has a type of its own: <see cref="Quantity"/>, <see cref="Share"/>, <see cref="Fixed"/>, <see cref="Recorded"/>, <see cref="Code"/>, a message, or a list of these.</param>
public sealed record Message(string Key, params IReadOnlyList<(string Name, object Value)> Arguments)
{
    /// <summary>A sentence of KEY.one or KEY.many, as the count asks for; the count is its argument {count}.</summary>
    public static Message Counted(string key, int count, params IReadOnlyList<(string Name, object Value)> arguments) =>
        new($"{key}.{(count == 1 ? "one" : "many")}", [("count", count), .. arguments]);
}

/// <summary>A value in the base unit; printed scaled, with its unit.</summary>
public sealed record Quantity(Unit Unit, double Value);

/// <summary>A part of a whole, or a relative difference; printed in per cent.</summary>
public sealed record Share(double Value)
{
    /// <summary>A difference of logarithms as a relative one.</summary>
    public static Share OfLog(double logarithm) => new(Math.Exp(logarithm) - 1);
}

/// <summary>A bare number with so many decimals, and no more.</summary>
public sealed record Fixed(double Value, int Decimals);

/// <summary>A text that a study recorded in English, and that the lab itself may have written: what it knows is shown in the reader's language,
/// all else as it was recorded.</summary>
/// <param name="Group">First part of the keys under which it may stand, such as label, metric or workload.</param>
public sealed record Recorded(string Group, string Text)
{
    /// <summary>The honest name of a platform.</summary>
    public static Recorded Label(string label) => new("label", label);
}

/// <summary>What is typed or printed letter by letter, such as a command.</summary>
public sealed record Code(string Text);
