using Lab.Core;

namespace Lab.Tests.Platforms;

/// <summary>The CliWrap adapter keeps the same contract, where it has been built (`./run upstream`).</summary>
public sealed class UpstreamCommandRunnerTests : CommandRunnerContract
{
    static readonly Upstream s_upstream = Upstream.Load(builtIn: false)!;

    protected override ICommandRunner Create(TimeProvider clock) => (ICommandRunner)Activator.CreateInstance(s_upstream.Runner.GetType(), clock, null)!;

    [Fact]
    public void It_names_the_package_and_its_version() => Assert.Matches(@"^CliWrap \d+\.\d+\.\d+$", Create(TimeProvider.System).Name);
}
