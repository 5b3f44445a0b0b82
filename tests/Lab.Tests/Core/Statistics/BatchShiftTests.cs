using Lab.Core;

namespace Lab.Tests.Core;

public sealed class BatchShiftTests
{
    /// <summary>R's data set sleep; the numbers are those of its t.test(extra ~ group), with the groups the other way round.</summary>
    static readonly double[] Before = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], After = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public void The_interval_is_that_of_R()
    {
        var shift = BatchShift.Of(Before, After)!;
        Assert.Equal((1.58, -0.2054832, 3.3654832), (Math.Round(shift.Shift.Value, 9), Math.Round(shift.Shift.Interval.Low, 7), Math.Round(shift.Shift.Interval.High, 7)));
        Assert.Equal((0.07939, 17.776), (Math.Round(shift.P, 5), Math.Round(shift.DegreesOfFreedom, 3)));
    }

    [Fact]
    public void One_batch_tells_nothing_of_how_batches_differ()
    {
        Assert.Null(BatchShift.Of([1], [1, 2, 3]));
        Assert.Null(BatchShift.Of([1, 2, 3], []));
        Assert.Equal(2, BatchShift.Of([1, 2], [1, 2, 3])!.Batches);
    }

    [Fact]
    public void Batches_that_do_not_differ_at_all_give_an_interval_without_width()
    {
        Assert.Equal((0, 0, 1), (BatchShift.Of([3, 3], [3, 3])! is var same ? (same.Shift.Interval.Low, same.Shift.Interval.High, same.P) : default));
        Assert.Equal((1, 1, 0), (BatchShift.Of([3, 3], [4, 4])! is var other ? (other.Shift.Interval.Low, other.Shift.Interval.High, other.P) : default));
        Assert.Equal((0, 2), (BatchShift.Of([3, 3], [4, 4])!.MinimumDetectable, BatchShift.Of([3, 3], [4, 4])!.BatchesFor(0.05)));
        Assert.Equal(1, BatchShift.Of([3, 3, 3], [3, 4])!.DegreesOfFreedom, 9); // all the spread is in the two
    }

    [Fact]
    public void Four_times_the_batches_show_about_half_the_shift()
    {
        var shift = BatchShift.Of(Before, After)!;
        Assert.InRange(shift.BatchesFor(shift.MinimumDetectable), 9, 11);
        Assert.InRange(shift.BatchesFor(shift.MinimumDetectable / 2), 36, 44);
        Assert.True(shift.MinimumDetectable > shift.Shift.Interval.HalfWidth);
    }
}
