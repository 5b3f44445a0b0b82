using Lab.Core;
using Lab.Platforms;

namespace Lab.Tests.Platforms;

public sealed class KillTests : IDisposable
{
    readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("lab-test-").FullName, "study");

    string Journal => Path.Combine(_folder, "journal.jsonl");

    /// <summary>Fifty kills -9 at random moments (a fixed seed), each followed by going on: whatever had been written stays, letter by letter,
    /// and in the end every planned visit has ended, in the planned order.</summary>
    [Fact(Timeout = 300_000)]
    public async Task Fifty_kills_lose_no_line_of_the_journal_and_the_study_ends_in_the_planned_order()
    {
        var random = new Random(20261121);
        var runner = new CommandRunner(TimeProvider.System);
        var before = "";
        for (var kills = 0; ; kills++)
        {
            var run = runner.RunAsync(new Command(Program, _folder) { TimeLimit = TimeSpan.FromMinutes(2) }, null, TestContext.Current.CancellationToken);
            if (kills < 50)
            {
                await Task.Delay(random.Next(60, 300), TestContext.Current.CancellationToken);
                foreach (var process in ProcFs.Find(words => words.Contains(_folder)).ToArray())
                    CommandRunner.Kill(process);
            }
            var output = await run;
            Assert.True(output.ExitCode == (kills < 50 ? 137 : 0), $"ended with {output.ExitCode} after {kills} kills: {output.StandardError}");
            var after = File.Exists(Journal) ? await File.ReadAllTextAsync(Journal, TestContext.Current.CancellationToken) : "";
            Assert.StartsWith(before, after, StringComparison.Ordinal);
            before = after;
            if (kills == 50) break;
        }
        var record = StudyFolder.Read(_folder);
        Assert.Equal(record.Plan.Visits, record.Journal.OfType<Ended>().Select(e => e.Visit));
        Assert.All(record.UnreadableLines, line => Assert.True(line < File.ReadLines(Journal).Count(), "the last line is torn, though nothing killed it"));
    }

    static string Program => Path.Combine(Catalogue.Root, "tests", "Killable", "bin", Configuration, "net10.0", "Killable");

    static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
}
