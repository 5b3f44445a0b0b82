using Simulation;

namespace Lab.Tests.Core;

/// <summary>The short form of docs/coverage.md: 200 studies tell a broken interval from a sound one, and no more.</summary>
public sealed class CoverageTests
{
    /// <summary>Two thousand studies a row, as docs/coverage.md says at its top.</summary>
    [Fact(Explicit = true), Trait("part", "coverage")]
    public async Task The_table_of_coverage_is_what_the_simulation_prints() => Assert.Equal(
        await File.ReadAllTextAsync(Path.Combine(Catalogue.Root, "docs", "coverage.md"), TestContext.Current.CancellationToken),
        (await InsideTest.CallAsync(typeof(Cells).Assembly, ["2000", "1"])).StandardOutput);

    [Fact]
    public void The_interval_of_one_batch_covers_the_true_ratio() =>
        Assert.InRange(Cells.Fixed(Noise.Bimodal, 20).Run(200, seed: 1).Covered, 0.90, 0.99);

    [Fact]
    public void The_interval_between_batches_covers_it_where_batches_differ_and_one_batch_does_not()
    {
        var noise = Noise.Lognormal(0.07);
        Assert.InRange(Cells.Batched(noise, 5, 6, 0.05).Run(200, seed: 1).Covered, 0.88, 0.99);
        Assert.InRange(Cells.Batched(noise, 1, 30, 0.05).Run(200, seed: 1).Covered, 0.40, 0.65);
    }

    [Fact]
    public void The_interval_between_two_studies_covers_the_true_ratio()
    {
        Assert.InRange(TwoStudies.Same(Noise.Bimodal, 3, 3).Run(400, seed: 1).Covered, 0.93, 1);
        Assert.InRange((TwoStudies.Same(Noise.Lognormal(0.07), 5, 5) with { LogRatio = 0.2 }).Run(400, seed: 1).Covered, 0.93, 0.99);
    }
}
