using MathNet.Numerics.Distributions;

namespace Lab.Core;

/// <summary>Whether values depend on something that should not matter.</summary>
/// <param name="Medians">Median of each group, for example of each place in the round.</param>
/// <param name="P">p-value of Kruskal and Wallis, Use of ranks in one-criterion variance analysis, Journal of the American Statistical Association 47,
/// 1952, with their correction for ties; 1 where there are no two groups.</param>
/// <param name="Flag">True if <paramref name="P"/> is below 1 %: a study has many of these, and at 5 % one in twenty would cry for nothing.</param>
public sealed record GroupEffect(IReadOnlyDictionary<string, double> Medians, double P, bool Flag)
{
    /// <summary>Order effect: by place in the round.</summary>
    /// <param name="samples">Of one platform.</param>
    public static GroupEffect OfOrder(IEnumerable<Sample> samples) => Of(samples.Select(s => (s.Visit.Order.ToString(), s.Value)));

    /// <summary>Carry-over: by the platform that was visited just before, in this round or the last of the batch's round before. A batch's first visit has none.</summary>
    /// <param name="samples">Of one platform.</param>
    /// <param name="before">The platform before each visit: <see cref="Predecessors"/>.</param>
    public static GroupEffect OfPredecessor(IEnumerable<Sample> samples, IReadOnlyDictionary<Visit, string> before) =>
        Of(samples.Select(s => (Group: before.GetValueOrDefault(s.Visit)!, s.Value)).Where(v => v.Group is not null));

    /// <param name="visits">Every visit of the study, warm-up too.</param>
    public static IReadOnlyDictionary<Visit, string> Predecessors(IEnumerable<Visit> visits) =>
        visits.GroupBy(v => v.Batch).Select(b => b.OrderBy(v => v.Round).ThenBy(v => v.Order).ToArray()).SelectMany(b => b.Zip(b.Skip(1))).ToDictionary(p => p.Second, p => p.First.Platform);

    public static GroupEffect Of(IEnumerable<(string Group, double Value)> values)
    {
        (string Group, double Value)[] all = [.. values];
        double[] sorted = [.. all.Select(v => v.Value)];
        Array.Sort(sorted, all);
        var groups = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        var rankSums = new Dictionary<string, double>();
        double n = sorted.Length, untied = 1;
        for (int first = 0, next; first < n; first = next)
        {
            for (next = first + 1; next < n && sorted[next] == sorted[first];) next++;
            // Equal values share the mean of their ranks, which begin at 1.
            var (equal, rank) = ((double)next - first, (first + 1 + next) / 2.0);
            untied -= (equal * equal * equal - equal) / (n * n * n - n);
            foreach (var (group, value) in all.AsSpan(first, next - first))
            {
                if (!groups.TryGetValue(group, out var members)) groups[group] = members = [];
                members.Add(value);
                rankSums[group] = rankSums.GetValueOrDefault(group) + rank;
            }
        }
        var statistic = (12 / (n * (n + 1)) * groups.Sum(g => Math.Pow(rankSums[g.Key], 2) / g.Value.Count) - 3 * (n + 1)) / untied;
        var p = groups.Count < 2 || untied == 0 ? 1 : 1 - ChiSquared.CDF(groups.Count - 1, statistic);
        return new GroupEffect(groups.ToDictionary(g => g.Key, g => Statistics.Median(g.Value)), p, p < 0.01);
    }
}
