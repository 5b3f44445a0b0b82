using Lab.Core;

namespace Lab.Tests.Workshop;

public sealed class PoolTests
{
    static readonly Exercise Number = new(1, "count", null, null, new NumberQuestion("n", ValueKind.Count, 1), [], [], [], []);
    static readonly Exercise OneOf = new(2, "choice", null, null, new ChoiceQuestion([new Choice("a", []), new Choice("b", [])]), [], [], [], []);

    static Progress File(string machine, string exercise, string prediction, string? measured, bool replay = false) =>
        new(machine, [new Attempt(exercise, "en", prediction, default, replay) { Measured = measured }]);

    [Fact]
    public void Numbers_of_a_class_are_spread_over_learners_and_machines()
    {
        // Two learners share machine m1: it counts once, with the median of its two values.
        var pooled = Assert.Single(Pool.Of([Number, OneOf], [File("m1", "count", "1", "3"), File("m1", "count", "5", "5"), File("m2", "count", "9", "8")]));
        Assert.Equal((3, 1, 3, 0), (pooled.Learners, pooled.Right, pooled.Judged, pooled.Replayed));
        Assert.Equal(new Spread(3, 5, 1, 9), pooled.Predicted);
        Assert.Equal(new Spread(2, 6, 4, 8), pooled.Measured);
    }

    [Fact]
    public void A_recording_is_no_measurement_of_the_learners_machine()
    {
        var pooled = Assert.Single(Pool.Of([OneOf], [File("m1", "choice", "a", "a", replay: true), File("m2", "choice", "a", "b"), File("m3", "choice", "b", null)]));
        Assert.Equal((3, 0, 1, 1), (pooled.Learners, pooled.Right, pooled.Judged, pooled.Replayed));
        Assert.Equal([new PooledChoice("a", 2, 0), new PooledChoice("b", 1, 1)], pooled.Choices);
        Assert.Null(pooled.Measured);
    }

    [Fact]
    public void Progress_comes_back_as_it_was_written_and_holds_one_attempt_an_exercise()
    {
        var up = new Attempt("count", "ko", "1", default, false) { IsUp = true, Values = new Dictionary<string, string> { ["vm"] = "lab-ex1" }, Passed = ["look"] };
        var progress = new Progress("m1", []).With(up with { Prediction = "2" }).With(up);
        var read = Progress.Read("p.json", progress.ToJson());
        Assert.Equal(("m1", "1", "lab-ex1", "look"), (read.Machine, read.Up!.Prediction, read.Up.Values["vm"], Assert.Single(Assert.Single(read.Attempts).Passed)));
        Assert.Null(read.AllDown().Up);
    }

    [Fact]
    public void The_folder_that_an_older_file_names_is_forgotten()
    {
        var old = new Attempt("count", "ko", "1", default, false) { Values = new Dictionary<string, string> { [Exercise.GuestTree] = "/home/alice/lab", ["vm"] = "lab-ex1" } };
        var read = Progress.Read("p.json", new Progress("m1", [old]).ToJson());
        Assert.Equal([new("vm", "lab-ex1")], read.Attempts[0].Values);
        Assert.DoesNotContain("alice", read.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "p.json:1: this cannot be read as the progress of exercises")]
    [InlineData("[]", "p.json:1: this cannot be read")]
    [InlineData("{\n  \"machine\": 3\n}", "p.json:2: this cannot be read")]
    [InlineData("{\"machine\": \"m\", \"attempts\": [null]}", "it is not whole")]
    [InlineData("{\"machine\": \"m\", \"attempts\": [{\"exercise\": \"a\", \"language\": \"en\", \"prediction\": \"b\", \"predicted\": \"2026-01-01T00:00:00Z\", \"isReplay\": false, \"values\": {\"a\": null}}]}", "cannot be read")]
    public void What_is_no_progress_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Progress.Read("p.json", text)).Message, StringComparison.Ordinal);
}
