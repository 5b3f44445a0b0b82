namespace Lab.Core;

/// <summary>What is seen of an instance, from inside and from the host: what the equivalence certificate compares.</summary>
public static class Observation
{
    /// <returns>Property and value, each as it is published: an instance says more (its whole boot command line).</returns>
    /// <exception cref="TrialException">It could not be asked.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(IGuest guest, IEnumerable<Workload> workloads, CancellationToken cancel)
    {
        var programs = workloads.SelectMany(w => w.Programs.Prepend(w.Command[0])).Append("apache2").Append("lab-beacon").Distinct(StringComparer.Ordinal);
        var output = (await guest.RunAsync(new Command("lab-observe", [.. programs]), cancel)).OrThrow("lab-observe");
        var inside = output.StandardOutput.Split('\n').Select(l => l.Split('\t', 2)).Where(p => p.Length == 2).Select(p => KeyValuePair.Create(p[0], p[1]));
        return inside.Concat(await guest.DescribeAsync(cancel))
            .Select(p => Publication.Property(p.Key, p.Value)).ToDictionary();
    }
}
