using System.Text;
using System.Text.RegularExpressions;
using Lab.Core;

namespace Lab.Reports;

/// <summary>Reads every measured trial's value again from its raw output, with the workload that the study kept.</summary>
sealed class RawCheck(IStudyFiles study, IReadOnlyDictionary<string, FileEntry> files, StudyRecord record)
{
    /// <summary>In bytes. The lab keeps 2 MiB of a command's output.</summary>
    const long LargestRaw = 16 << 20;
    readonly Dictionary<string, Workload> _workloads = record.Workloads.ToDictionary(w => w.Id);

    /// <summary>How many were read again so far.</summary>
    public int Trials { get; private set; }

    public IEnumerable<Discrepancy> Check()
    {
        foreach (var (number, trial, values) in EndedVisit.Of(record).SelectMany(v => v.Lines).Select(l => (l.Number, l.Entry as TrialDone, (l.Entry as TrialDone)?.Outcome as Measured)).Where(t => t.Item3 is not null))
        {
            var (what, isEndless) = ((string?)null, false);
            try
            {
                what = Differs(trial!, values!);
                Trials++;
            }
            catch (RegexMatchTimeoutException)
            {
                // A pattern that was made for this would take as long on every trial.
                (what, isEndless) = ($"the pattern of {trial!.Trial.Workload} takes too long on {trial.Raw}, so no more raw output was read.", true);
            }
            if (what is not null) yield return new Discrepancy($"{StudyReader.JournalName}:{number}", what);
            if (isEndless) yield break;
        }
    }

    /// <summary>Why the journal's values are not those of the raw output; null if they are.</summary>
    string? Differs(TrialDone trial, Measured measured)
    {
        if (!_workloads.TryGetValue(trial.Trial.Workload, out var workload))
            return $"the workload {trial.Trial.Workload} is not in {StudyReader.WorkloadsName}.";
        // Only names that are files of the study are opened, so a name that leads elsewhere is just one that is not there.
        if (!files.TryGetValue(trial.Raw, out var file) || file.Length > LargestRaw)
            return $"its raw output, {trial.Raw}, is not a file of the study, or too large for one.";
        IReadOnlyList<Measurement> read;
        try
        {
            using var reader = new StreamReader(study.Open(file), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
            read = workload.Read(reader.ReadToEnd());
        }
        catch (Exception e) when (e is TrialException or ArgumentException or InvalidOperationException or FormatException)
        {
            return $"its values cannot be read from {trial.Raw}: {e.Message}";
        }
        var differing = read.Concat(measured.Values).Select(m => m.Metric).Distinct().Where(m => read.Find(m) != measured.Values.Find(m)).ToArray();
        return differing.Length == 0 ? null : string.Join(" ", differing.Select(m => $"{m} is {Text(measured.Values.Find(m))}, but {trial.Raw} gives {Text(read.Find(m))}."));
    }

    static string Text(double? value) => value?.ToString("R", System.Globalization.CultureInfo.InvariantCulture) ?? "nothing";
}
