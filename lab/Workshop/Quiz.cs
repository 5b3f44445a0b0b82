using Lab.Core;
using Lab.Reports;

namespace Lab.Workshop;

/// <summary>A question about a study, and the answer that its numbers give.</summary>
/// <param name="Factor">The answer as a plain number, to hold a guess against; null where it is none.</param>
/// <param name="Unit">What a guess is in, and the number of base units in one; null with the factor.</param>
sealed record QuizItem(string Question, string Answer, double? Factor = null, string? Unit = null);

/// <summary>Three questions from any study's own numbers, for `lab explain`.</summary>
static class Quiz
{
    const int Questions = 3;

    public static IReadOnlyList<QuizItem> Of(AnalysisResult result, Texts texts) => [.. new Asking(result, texts).Candidates().Take(Questions)];

    /// <summary>How far a guess was off; empty where it was no number.</summary>
    public static string Judge(QuizItem item, string guess, Texts texts)
    {
        var digits = guess.Trim().TrimEnd('×', 'x', ' ').Split(' ')[0];
        if (item.Factor is not { } right || Formula.Number(digits) is not ({ } number and > 0) || right <= 0) return "";
        return texts.Of("quiz.off", ("factor", Math.Max(number / right, right / number))) + " ";
    }

    sealed class Asking(AnalysisResult result, Texts texts)
    {
        readonly Pair? _pair = Pair.Primary(result.Record.Plan);

        public IEnumerable<QuizItem> Candidates()
        {
            if (Ratio(Metrics.Ready) is { } ready)
                yield return new QuizItem(Both("quiz.ready"), Answer("quiz.ready.answer", ready, Metrics.Ready), ready.Ratio, "×");
            if (OneMore() is (var platform, var bytes))
                yield return new QuizItem(One("quiz.one-more", platform), texts.Of("quiz.one-more.answer", ("memory", new Quantity(Unit.Bytes, bytes))), bytes / (1 << 20), "MiB");
            if (Workloads() is [var only])
                yield return new QuizItem($"{only.Title}: {Both("quiz.one-workload")}", Answer("quiz.levels", only.Comparison, only.Comparison.Metric), only.Comparison.Ratio, "×");
            if (Workloads() is [var most, .., var least] work)
                yield return new QuizItem(Both("quiz.workload") + string.Concat(work.Take(8).Select(w => w.Title).Order(StringComparer.Ordinal).Select(t => $"\n  {t}")),
                    texts.Of("quiz.workload.answer", ("most", most.Title), ("ratio", Text(most.Comparison)), ("metric", most.Comparison.Metric.Id), ("least", least.Title), ("least-ratio", Text(least.Comparison))));
            foreach (var (metric, key) in ((Metric, string)[])[(Metrics.Resident, "quiz.memory"), (Metrics.DiskInstance, "quiz.disk")])
                if (Ratio(metric) is { } comparison)
                    yield return new QuizItem(Both(key), Answer("quiz.levels", comparison, metric), comparison.Ratio, "×");
            foreach (var level in result.Levels.Where(l => l.Metric == Metrics.Ready))
                yield return new QuizItem(One("quiz.time", level.Platform), $"{Format.Level(level, texts)}.", level.Median, "s");
        }

        string One(string key, string platform) => texts.Of(key, ("platform", Recorded.Label(result.Label(platform))));

        string Both(string key) => texts.Of(key, ("platform", Recorded.Label(result.Label(_pair!.Platform))), ("against", Recorded.Label(result.Label(_pair.Against))));

        string Answer(string key, Comparison comparison, Metric metric) => texts.Of(key, ("ratio", Text(comparison)),
            ("levels", ((string[])[_pair!.Platform, _pair.Against]).Select(p => $"{texts.Label(result.Label(p))} {Format.Level(result.Find(metric.Id, p), texts)}")));

        string Text(Comparison comparison) => Format.Ratio(comparison, texts);

        Comparison? Ratio(Metric metric) => _pair is { } pair && result.Compare(metric.Id, pair.Platform, pair.Against) is { Paired.Ratio: not null } comparison ? comparison : null;

        (string Platform, double Bytes)? OneMore() =>
            result.Slope is { } slope ? (slope.Platform, slope.Marginal)
            : Density.Of(result.Record.Journal) is [var first, ..] ? (first.Platform, first.Ledger.Value) : null;

        /// <summary>Of each workload the metric that differs most, the one with the largest difference first.</summary>
        (string Title, Comparison Comparison)[] Workloads() =>
            [.. result.Record.Workloads.Select(w => (Title: texts.Title(w), Comparison: w.Metrics.Select(m => Ratio(m.Metric)).OfType<Comparison>().MaxBy(Difference)))
                .Where(w => w.Comparison is not null).Select(w => (w.Title, w.Comparison!)).OrderByDescending(w => Difference(w.Item2))];

        static double Difference(Comparison comparison) => Math.Abs(Math.Log(comparison.Ratio));
    }
}
