using Lab.Core;

namespace Lab.Tests.Core;

public sealed class LineTests
{
    [Fact]
    public void A_line_through_points_on_a_line_is_that_line()
    {
        var (slope, intercept, deviation) = Statistics.Line([(1, 5), (2, 7), (3, 9)]);
        Assert.Equal((2, 3, 0), (Math.Round(slope, 9), Math.Round(intercept, 9), Math.Round(deviation, 9)));
    }
}
