using Lab.Platforms;
using Lab.Reports;

namespace Lab.Tests;

public sealed class KeptStudyTests
{
    public static TheoryData<string> Kept => [.. Directory.EnumerateDirectories(Path.Combine(Catalogue.Root, "results", "kept"))];

    /// <summary>Where the report was changed: `./run report` on the folder brings it up to date.</summary>
    [Theory]
    [MemberData(nameof(Kept))]
    public void A_study_that_is_shipped_is_as_it_was_written_and_its_reports_are_what_the_lab_makes_of_it(string folder) =>
        Assert.Equal([], Verification.Of(new FolderFiles(folder), StudyFolder.IdOf(folder)).Discrepancies);
}
