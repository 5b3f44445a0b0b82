using System.CommandLine;
using System.Text.Json;
using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>compare A B</c>: what changed beyond noise between two studies. Needs no tool and no root.</summary>
static class CompareVerb
{
    public static System.CommandLine.Command Make()
    {
        var before = new Argument<string>("before") { Description = "A study folder." };
        var after = new Argument<string>("after") { Description = "Another: a later study of this machine, or one of another machine." };
        var failIf = new Option<string[]>("--fail-if") { Description = "Exit code 1 if this is shown: 'startup.ready vm > +10%' or 'cpu.events vm/container < -5%'. May stand several times." };
        var declare = new Option<string[]>("--declare") { Description = "What the comparison is about, as it is named among the differences: 'cpus', 'class of vm'. May stand several times." };
        var language = LanguageOption.Make();
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var verb = new System.CommandLine.Command("compare", "What changed between two studies beyond noise. Exit code 1 if a --fail-if holds, 2 if one cannot be decided.") { before, after, failIf, declare, json, language };
        verb.SetAction((parsed, _) =>
        {
            var texts = Texts.In(parsed.GetValue(language)!);
            FailCondition[] conditions = [.. (parsed.GetValue(failIf) ?? []).Select(FailCondition.Parse)];
            var comparison = StudyComparison.Of(Analysis.Of(StudyFolder.Read(parsed.GetValue(before)!)), Analysis.Of(StudyFolder.Read(parsed.GetValue(after)!)));
            Check(comparison, parsed.GetValue(declare) ?? []);
            if (!parsed.GetValue(json)) Print(comparison, texts);
            var outcomes = conditions.Select(c => (c.Text, Holds: c.Holds(comparison))).ToArray();
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(ComparisonTable.Json(comparison, outcomes), StudyJson.Output));
            else
                foreach (var (text, holds) in outcomes)
                    Console.WriteLine(Format.Plain($"--fail-if '{text}': {(holds ? "holds" : "not shown")}"));
            return Task.FromResult(outcomes.Any(o => o.Holds) ? ExitCode.SomeFailed : ExitCode.Ok);
        });
        return verb;
    }

    /// <summary>Studies that differ in what is measured are compared only where that was meant.</summary>
    static void Check(StudyComparison comparison, string[] declared)
    {
        if (declared.FirstOrDefault(d => comparison.Factors.All(f => f.Name != d)) is { } unknown)
            throw new UsageException($"--declare '{unknown}': the studies do not differ in that. {(comparison.Factors.Count == 0 ? "They differ in nothing that is recorded." : $"They differ in: {string.Join(", ", comparison.Factors.Select(f => f.Name))}.")}");
        if (comparison.Factors.FirstOrDefault(f => f.Matters && !declared.Contains(f.Name)) is { } factor)
            throw new UsageException(Format.Plain($"The studies differ in {factor.Name} ({Format.Plain(factor.Before, 200)}; {Format.Plain(factor.After, 200)}), so a difference in their numbers may be this one. If this is what you compare, say so: --declare '{factor.Name}'", 2000));
    }

    static void Print(StudyComparison comparison, Texts texts)
    {
        foreach (var line in ComparisonTable.Heading(comparison, texts))
            Console.WriteLine(Format.Plain(line, 1000));
        ReportVerb.Print(ComparisonTable.Title(comparison), ComparisonTable.Columns(texts), ComparisonTable.Of(comparison, texts));
        Console.WriteLine(texts.Of(ComparisonTable.Reading));
    }
}
