using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>The Testcontainers adapter keeps the contract too, where it has been built (`./run upstream`); and it measures the same startup.</summary>
[Collection(Lanes.Quiet)]
[Trait(Lanes.Needs, Lanes.NeedsQuiet)]
public sealed class UpstreamContainersTests : ContainersContract
{
    static readonly Upstream s_upstream = Upstream.Load(builtIn: false)!;

    protected override Task<IContainers> ContainersAsync() => RequireAsync(s_upstream.Containers);

    [Fact]
    public async Task Both_implementations_give_the_same_startup_within_the_noise_floor()
    {
        var upstream = await ContainersAsync();
        var platforms = new[] { Tools.Containers, upstream, Tools.Containers }
            .Select(c => new ContainerPlatform("container", Tools.Engine, c, Tools.Runner, Tools.Clock)).ToArray();
        var rounds = new List<double[]>();
        foreach (var round in Enumerable.Range(0, 21))
        {
            var ready = new double[3];
            foreach (var place in Enumerable.Range(0, 3).Select(i => (i + round) % 3))
                ready[place] = await ReadyAsync(platforms[place]);
            if (round > 0) rounds.Add(ready);
        }
        // The first and the third are the same: what tells them apart is noise.
        var noise = Statistics.RatioOf([.. rounds.Select(r => r[2] / r[0])]);
        var ratio = Statistics.RatioOf([.. rounds.Select(r => r[1] / r[0])]);
        var floor = Math.Log(noise.Interval.High / noise.Interval.Low) / 2;
        TestContext.Current.SendDiagnosticMessage($"Testcontainers / built-in: {ratio.Ratio:0.000} ({ratio.Interval.Low:0.000} to {ratio.Interval.High:0.000}); built-in against itself: {noise.Ratio:0.000} ({noise.Interval.Low:0.000} to {noise.Interval.High:0.000}); 20 rounds");
        Assert.InRange(Math.Log(ratio.Ratio), -2 * floor, 2 * floor);
        Assert.InRange(floor, 0, 0.15);
    }

    async Task<double> ReadyAsync(ContainerPlatform platform)
    {
        var spec = Real.Spec();
        var ladder = new Ladder(Tools.Clock, spec.Nonce);
        await using var guest = await platform.BringUpAsync(spec, ladder, Cancel);
        await ladder.Work.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        return ladder.Rungs().Single(m => m.Metric == Metrics.Ready.Id).Value;
    }
}
