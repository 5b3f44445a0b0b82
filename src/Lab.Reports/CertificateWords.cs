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

    /// <summary>As it stands in equivalence.json.</summary>
    public static object Json(CertificateRow row) => new { row.What, row.Seen, row.By, why = Why(row, Texts.English), row.Sameness };
}
