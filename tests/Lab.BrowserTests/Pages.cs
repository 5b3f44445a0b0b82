using Lab.Core;
using Lab.Platforms;
using Lab.Reports;

namespace Lab.BrowserTests;

/// <summary>Reports of the studies that are shipped, as this version of the lab makes them, in a folder for the time of the tests.</summary>
static class Pages
{
    static readonly string s_folder = Directory.CreateTempSubdirectory("lab-test-").FullName;
    static readonly Lock s_gate = new();

    static Pages() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(s_folder, recursive: true);

    /// <summary>Every study that is a full report, in every language.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var study in (string[])["quick", "standard"])
                foreach (var language in Texts.Languages)
                    all.Add(study, language);
            return all;
        }
    }

    /// <param name="study">How the name of a kept study begins.</param>
    public static string Of(string study, string language) => Write($"{study}.{language}", () => StudyFolder.Read(Directory.EnumerateDirectories(Path.Combine(Catalogue.Root, "results", "kept"), $"{study}-*").Single()), language);

    /// <param name="name">Of the file.</param>
    public static string Write(string name, Func<StudyRecord> record, string language)
    {
        var file = Path.Combine(s_folder, $"{name}.html");
        lock (s_gate)
            if (!File.Exists(file)) File.WriteAllText(file, Report.Render(record(), language).ByName[ReportFiles.Name(language, "html")]);
        return file;
    }
}
