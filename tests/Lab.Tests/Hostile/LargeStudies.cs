using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Hostile;

/// <summary>A study of many trials and one of a sixteenth of them, written once for the tests of a class.</summary>
public sealed class LargeStudies : IDisposable
{
    const int Trials = 19_200;
    readonly string _top = Directory.CreateTempSubdirectory("lab-test-").FullName;

    public LargeStudies() => (Few, Many) = (Written(Trials / 16), Written(Trials));

    /// <summary>Folder.</summary>
    public string Few { get; }
    /// <summary>Folder.</summary>
    public string Many { get; }

    /// <summary>The folder of a study of so many trials.</summary>
    public string Written(int trials)
    {
        var folder = Path.Combine(_top, $"{trials}");
        LargeStudy.Write(folder, trials);
        return folder;
    }

    public static AnalysisResult Analysed(string folder) => Analysis.Of(StudyFolder.Read(folder));

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
