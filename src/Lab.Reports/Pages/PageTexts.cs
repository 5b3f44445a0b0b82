using Lab.Core;

namespace Lab.Reports.Pages;

/// <summary>What the page says in words, in its language. Texts from outside are plain and cut; the components encode them.</summary>
public sealed partial class PageModel
{
    const int LongestFact = 600;

    public string Say(string key, params IReadOnlyList<(string Name, object Value)> arguments) => Texts.Of(key, arguments);

    public string Label(string platform) => Format.Plain(Texts.Label(Result.Label(platform)), 60);

    /// <summary>The metric in everyday words; empty for those of workloads.</summary>
    public string NameOf(Metric metric) => Texts.Find($"page.name.{metric.Id}") ?? "";

    public string What(Finding finding) => Format.Plain(Texts.Of(finding.What));

    public string Next(Finding finding) => finding.Next is { } next ? Format.Plain(Texts.Of(next)) : "";

    /// <summary>A whole sentence: what is compared with what, and the verdict.</summary>
    public string Verdict(Comparison comparison) => Format.Plain(Texts.Of(VerdictWords.Of(comparison, Result.Label)));

    /// <summary>The verdict alone.</summary>
    public string ShortVerdict(Comparison comparison) => Texts.Of(VerdictWords.Of(comparison.Verdict, comparison.Metric, comparison.Rounds));

    /// <summary>Which confounding rows of the certificate may show in a comparison: they are repeated beside it.</summary>
    public string Marks(Comparison comparison, Workload? workload) =>
        string.Concat(Result.Certificate.Where(r => r.Confounds(comparison.Platform, comparison.Against, workload)).Select(r => $" {Say("page.confounded", ("what", Format.Plain(Texts.Of(r.Name), 80)))}"));

    public string Why(CertificateRow row) => Format.Plain(CertificateWords.Why(row, Texts));

    public string Phase(Failure failure) => Format.Plain(Texts.Of(new Recorded("phase", failure.Phase)), 60);

    public string Scaled(Workload workload) => Format.Plain(Texts.Of(new Recorded("workload", workload.Scaled)));

    public string Fact(string name, string value) => Format.Plain(Texts.Of(new Recorded(name.StartsWith("accelerator ", StringComparison.Ordinal) ? "accelerator" : "fact", value)), LongestFact);

    /// <summary>What a chart says in words: each platform's value.</summary>
    public string Values(Metric metric) => string.Join("; ", Platforms.Select(p => $"{Label(p.Id)}: {(Find(metric, p.Id) is { } level ? Format.Value(metric.Unit, level.Median) : Say("value.not-measured"))}"));

    /// <summary>The words that are typed to have a number made again, safe whatever the names hold.</summary>
    public static string Explain(string of) => $"./run verify DIR --explain '{Format.Plain(of, 400).Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
