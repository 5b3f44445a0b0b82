using Lab.Core;
using Lab.Reports;
using Lab.Tests.Reports;

namespace Lab.Tests.Hostile;

/// <summary>What damage or malice makes of a study is a finding or a mistake of the user's, and never a crash, a wait or markup.</summary>
public sealed class HostileStudyTests
{
    static readonly MemoryFiles Good = MemoryFiles.Of(MadeUpStudy.Record("host container container@b", 1, 6, v => 1 + MadeUpStudy.Noise(v) / 10));
    static readonly AnalysisResult GoodResult = Analysis.Of(StudyReader.Read(Good, "good"));

    [Fact]
    public void Five_hundred_damaged_studies_are_read_verified_reported_explained_exported_and_compared() => Use(500);

    [Fact(Explicit = true), Trait("part", "hostile")]
    public void Ten_thousand_damaged_studies_are_read_verified_reported_explained_exported_and_compared() => Use(10_000);

    static void Use(int studies)
    {
        var refused = 0;
        Parallel.For(0, studies, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var study = Mutation.Of(Good, new Random(seed));
            try
            {
                if (seed % 2 == 0) Verify(study);
                else Use(StudyReader.Read(study, "damaged"), seed);
            }
            catch (UsageException)
            {
                Interlocked.Increment(ref refused);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        });
        // Enough of them still are studies, so that what comes after reading is tested too.
        Assert.InRange(refused, studies / 20, studies / 3);
    }

    static void Verify(MemoryFiles study)
    {
        var found = Verification.Of(study, "damaged");
        if (!Same(study, Good)) Assert.NotEmpty(found.Discrepancies);
    }

    static void Use(StudyRecord record, int seed)
    {
        var result = Analysis.Of(record);
        if (seed % 4 == 1)
        {
            var files = Report.Render(result, "ko");
            PageText.AssertHarmless(files.Html);
            Assert.DoesNotContain("NaN", files.Csv, StringComparison.Ordinal);
        }
        foreach (var level in result.Levels.Take(seed % 3))
            Explanation.Of(result, $"{level.Metric.Id} {level.Platform}", Texts.In(Texts.Languages[seed % 2]));
        Export.Write(result, Export.Formats[seed % 3], TextWriter.Null);
        foreach (var change in StudyComparison.Of(GoodResult, result).Changes)
            Texts.In(Texts.Languages[seed % 2]).Of(VerdictWords.Of(change));
    }

    static bool Same(MemoryFiles one, MemoryFiles other) =>
        Named(one).Order().SequenceEqual(Named(other).Order()) && Named(one).All(n => one.Files[n].AsSpan().SequenceEqual(other.Files[n]));

    /// <summary>The lock of a running study is no part of it.</summary>
    static IEnumerable<string> Named(MemoryFiles study) => study.Files.Keys.Where(n => n != CheckSums.LockName);
}
