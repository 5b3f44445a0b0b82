using Lab.Core;

namespace Lab.Reports;

/// <summary>The equivalence certificate as messages, and as English data.</summary>
public static class CertificateWords
{
    public static Message Of(Grade grade) => new(grade switch { Grade.Comparable => "certificate.comparable", Grade.Confounded => "certificate.confounded", _ => "certificate.uncertain" });

    public static Message Of(Sameness sameness) => new(sameness switch
    {
        Sameness.Equal => "certificate.equal",
        Sameness.ByNature => "certificate.by-nature",
        Sameness.Unknown => "certificate.unknown",
        _ => "certificate.confounding",
    });

    /// <summary>What differs and why, platform by platform; empty where all is equal.</summary>
    public static string Why(CertificateRow row, Texts texts) => string.Join("; ", row.Why.Select(w => texts.Of("certificate.why", ("platform", w.Key), ("why", w.Value))));

    /// <summary>What was seen of a property. Where a list of settings was cut, the end of it is in the lab's own words.</summary>
    public static string Seen(string value, Texts texts) =>
        value.EndsWith(" not shown", StringComparison.Ordinal) ? texts.Of(new Recorded("fact", value)) : value;

    /// <summary>As it stands in equivalence.json.</summary>
    public static object Json(CertificateRow row) => new { row.What, row.Seen, row.By, why = Why(row, Texts.English), row.Sameness };
}
