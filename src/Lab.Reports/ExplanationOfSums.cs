using Lab.Core;

namespace Lab.Reports;

/// <summary>Where the numbers come from that are made of several others.</summary>
static class ExplanationOfSums
{
    public const string Hypervisor = "[hypervisor]", Container = "[container]", Both = "[both]";

    /// <returns>Null if it is asked for none of these.</returns>
    public static Explanation? Of(AnalysisResult result, string metric, string subject, Texts texts) =>
        metric.StartsWith("density.", StringComparison.Ordinal) ? OfDensity(result, metric["density.".Length..], subject, texts)
        : subject is Hypervisor or Container or Both ? OfAttribution(result, metric, subject, texts) : null;

    static Explanation? OfDensity(AnalysisResult result, string part, string platform, Texts texts)
    {
        if (Density.Of(result.Record.Journal).FirstOrDefault(d => d.Platform == platform) is not { } density) return null;
        (string Text, Func<DensityStep, double> Of)? known = part switch
        {
            "ledger" => (Cost(density.Ledger, texts), s => s.Ledger),
            "components" => (Cost(density.Components, texts), s => s.Components),
            "available" => (Cost(density.Available, texts), s => s.Available),
            "disk" => (Cost(density.Disk, texts), s => s.Disk),
            "first" => (Format.Value(Unit.Bytes, density.First), s => s.Ledger),
            "hysteresis" => (Format.Value(Unit.Bytes, density.Hysteresis), s => s.Components),
            "full" => (Format.Value(Unit.Count, density.FullAt), s => s.Available),
            _ => null,
        };
        return known is not { } found ? null : new Explanation(
            texts.Of("explain.density", ("metric", $"density.{part}"), ("platform", Recorded.Label(result.Label(platform))), ("value", found.Text), ("ramps", density.Ramps)),
            [.. result.Record.Lines.Where(l => l.Entry is DensityStep step && step.Platform == platform).Select(l => (l.Number, Step: (DensityStep)l.Entry))
                .Select(l => new Evidence(texts.Of(l.Step.Down ? "explain.step-down" : "explain.step-up", ("ramp", l.Step.Ramp), ("count", l.Step.Instances)), found.Of(l.Step), [$"{StudyReader.JournalName}:{l.Number}"]))]);
    }

    static string Cost(Estimate estimate, Texts texts) => Format.Estimate(Unit.Bytes, false, estimate, texts);

    static Explanation? OfAttribution(AnalysisResult result, string metric, string part, Texts texts)
    {
        if (Attribution.Of(result.Record, result.Levels).FirstOrDefault(a => a.Metric.Id == metric) is not { } attribution) return null;
        var estimate = part switch { Hypervisor => attribution.Hypervisor, Container => attribution.Container, _ => attribution.Interaction };
        string[] plus = part switch { Hypervisor => ["vm"], Container => ["container"], _ => ["container-in-vm", "host"] }, minus = part == Both ? ["vm", "container"] : ["host"];
        var at = ((string[])["host", "container", "vm", "container-in-vm"]).ToDictionary(p => p, p => result.Find(metric, p)!.Samples.ToDictionary(s => (s.Visit.Batch, s.Visit.Round)));
        double Sign(string platform) => plus.Contains(platform) ? 1 : -1;
        return new Explanation(texts.Of("explain.attribution", ("metric", metric), ("value", Format.Estimate(attribution.Metric.Unit, attribution.IsRatio, estimate, texts)), ("rounds", attribution.Rounds)),
            [.. from round in at["host"].Keys
                where at.Values.All(v => v.ContainsKey(round))
                let parts = plus.Concat(minus).Select(p => (Sample: at[p][round], Sign: Sign(p))).ToArray()
                let value = attribution.IsRatio ? parts.Aggregate(1.0, (product, p) => product * Math.Pow(p.Sample.Value, p.Sign)) : parts.Sum(p => p.Sign * p.Sample.Value)
                where double.IsFinite(value) && (!attribution.IsRatio || value > 0)
                select new Evidence(texts.Of("explain.round", ("batch", round.Batch), ("round", round.Round)), value, [.. parts.Select(p => $"{StudyReader.JournalName}:{p.Sample.Line}")])]);
    }
}
