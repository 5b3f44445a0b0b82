namespace Lab;

/// <summary>How many pairs are taken at least, and at most if their interval is still too wide.</summary>
public readonly record struct PairCount(int Min, int Max);
