using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class KillTests : IDisposable
{
    readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("lab-test-").FullName, "study");

    string Journal => Path.Combine(_folder, "journal.jsonl");

    [Fact(Timeout = 300_000)]
    public Task Ten_kills_lose_no_line_of_the_journal_and_the_study_ends_in_the_planned_order() => KillAsync(times: 10, rounds: 40);

    [Fact(Explicit = true, Timeout = 1_200_000), Trait("part", "kills")]
    public Task Fifty_kills_lose_no_line_of_the_journal_and_the_study_ends_in_the_planned_order() => KillAsync(times: 50, rounds: 100);

    /// <summary>Kills -9 at random moments (a fixed seed), each followed by going on: whatever had been written stays, letter by letter,
    /// and in the end every planned visit has ended, in the planned order.</summary>
    async Task KillAsync(int times, int rounds)
    {
        var random = new Random(20261121);
        var runner = new CommandRunner(TimeProvider.System);
        var before = "";
        for (var kills = 0; ; kills++)
        {
            var run = runner.RunAsync(new Command(Program, _folder, $"{rounds}") { TimeLimit = TimeSpan.FromMinutes(5) }, null, TestContext.Current.CancellationToken);
            if (kills < times)
            {
                // Every fifth time whatever it has come to, mostly the start; else in the middle of its work, however busy the machine is.
                var written = Length() + (kills % 5 == 4 ? 0 : random.Next(300, 3000));
                do await Task.Delay(random.Next(1, 60), TestContext.Current.CancellationToken);
                while (!run.IsCompleted && (Length() < written || !Running().Any()));
                foreach (var process in Running().ToArray())
                    CommandRunner.Kill(process);
            }
            var output = await run;
            Assert.True(output.ExitCode == (kills < times ? 137 : 0), $"ended with {output.ExitCode} after {kills} kills: {output.StandardError}");
            var after = File.Exists(Journal) ? await File.ReadAllTextAsync(Journal, TestContext.Current.CancellationToken) : "";
            Assert.StartsWith(before, after, StringComparison.Ordinal);
            before = after;
            if (kills == times) break;
        }
        var record = StudyFolder.Read(_folder);
        Assert.Equal(record.Plan.Visits, record.Journal.OfType<Ended>().Select(e => e.Visit));
        // The last line is whole: nothing killed the last run.
        Assert.DoesNotContain(File.ReadLines(Journal).Count(), record.UnreadableLines);
    }

    /// <summary>In bytes.</summary>
    long Length() => File.Exists(Journal) ? new FileInfo(Journal).Length : 0;

    IEnumerable<int> Running() => ProcFs.Find(words => words.Contains(Program) && words.Contains(_folder));

    static string Program => Path.Combine(Catalogue.Root, "tests", "Killable", "bin", Configuration, "net10.0", "Killable");

    static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
}
