using Lab.Core;

namespace Lab.Tests.Workshop;

public sealed class ConditionTests
{
    static readonly Dictionary<string, string> Values = new() { ["kills"] = "10", ["limit"] = "9", ["kernel"] = "6.1", ["other"] = "6.1-vm", ["word"] = "tcg" };

    [Theory]
    [InlineData("kills > limit", true)] // As text it would not be.
    [InlineData("kills >= 10", true)]
    [InlineData("kills = 10.0", true)]
    [InlineData("kills != 10", false)]
    [InlineData("limit <= 8.5", false)]
    [InlineData("kernel != other", true)]
    [InlineData("kernel = other", false)]
    [InlineData("word = 'tcg'", true)]
    [InlineData("word = 'kvm'", false)]
    [InlineData("word > 'kvm'", false)] // Words have no order.
    [InlineData("missing = 1", false)]
    [InlineData("missing != 1", false)]
    public void A_condition_compares_numbers_as_numbers_and_words_as_words(string text, bool holds) =>
        Assert.Equal(holds, Condition.Parse(text)!.Holds(Values));

    [Theory]
    [InlineData("kills")]
    [InlineData("kills == 3")]
    [InlineData("kills>3")]
    [InlineData("3 < kills")]
    [InlineData("kills > three four")]
    public void What_is_no_condition_is_not_taken_for_one(string text) => Assert.Null(Condition.Parse(text));

    [Theory]
    [InlineData("kills / limit", "1.1111111111111112")]
    [InlineData("kills - 3", "7")]
    [InlineData("word * 2", null)]
    [InlineData("kills / missing", null)]
    [InlineData("kills / 0", null)]
    public void A_formula_gives_a_number_or_nothing(string text, string? value) => Assert.Equal(value, Formula.Parse(text)!.Of(Values));

    static readonly Question Count = new NumberQuestion("kills", ValueKind.Count, 1), Time = new NumberQuestion("kills", ValueKind.Seconds, 2);
    static readonly Question OneOf = new ChoiceQuestion([new Choice("both", []), new Choice("neither", [])]);

    [Fact]
    public void A_prediction_is_read_with_its_unit()
    {
        Assert.Equal("0.3", Prediction.Read(Time, " 300 ms "));
        Assert.Equal("2", Prediction.Read(Time, "2"));
        Assert.Null(Prediction.Read(Time, "2 MiB"));
        Assert.Equal("2097152", Prediction.Read(new NumberQuestion("x", ValueKind.Bytes, 1), "2MiB"));
        Assert.Null(Prediction.Read(Count, "many"));
        Assert.Null(Prediction.Read(Count, "-1"));
        Assert.Equal("neither", Prediction.Read(OneOf, "2"));
        Assert.Equal("both", Prediction.Read(OneOf, "both"));
        Assert.Null(Prediction.Read(OneOf, "3"));
    }

    [Fact]
    public void A_prediction_is_right_within_the_factor_of_the_question()
    {
        Assert.True(Prediction.IsRight(Time, "1", "2"));
        Assert.True(Prediction.IsRight(Time, "4", "2"));
        Assert.False(Prediction.IsRight(Time, "4.1", "2"));
        Assert.True(Prediction.IsRight(Count, "0", "0"));
        Assert.False(Prediction.IsRight(Count, "0", "1"));
        Assert.False(Prediction.IsRight(OneOf, "both", "neither"));
    }

    [Fact]
    public void A_check_needs_its_pattern_and_its_conditions()
    {
        var step = new Step("s", Place.Host, "x", TimeSpan.FromSeconds(1), new StepCheck(Place.Host, ["x"], new(@"^n (?<n>\d+)$", System.Text.RegularExpressions.RegexOptions.Multiline), [Condition.Parse("n > least")!]), []);
        CheckResult Of(string output, string least, bool late = false) => CheckResult.Of(step, new CommandOutput(0, output, "why", late, TimeSpan.Zero), new Dictionary<string, string> { ["least"] = least });
        Assert.True(Of("a\nn 3\n", "2").Passed);
        Assert.Equal("3", Of("a\nn 3\n", "2").Values["n"]);
        Assert.False(Of("n 3", "3").Passed);
        Assert.False(Of("m 3", "2").Passed);
        Assert.Equal("m 3\nwhy", Of("m 3\n", "2").Seen);
        Assert.False(Of("n 3", "2", late: true).Passed);
    }
}
