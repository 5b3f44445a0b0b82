using Lab.Core;

namespace Lab.Upstream;

/// <summary>What the lab looks for when it loads this assembly.</summary>
public static class Factory
{
    /// <param name="clock">Stamps the lines, measures the spans and drives the time limits.</param>
    /// <param name="networkNamespace">Namespace file that commands with <see cref="Command.ReachesGuest"/> enter, where it exists.</param>
    /// <param name="engineSocket">The Docker Engine's socket.</param>
    public static (ICommandRunner Runner, IContainers Containers) Make(TimeProvider clock, string networkNamespace, string engineSocket) =>
        (new CliWrapRunner(clock, networkNamespace), new TestcontainersLifecycle(clock, engineSocket));
}
