using System.Reflection;
using System.Runtime.Loader;
using Lab.Core;
using Lab.Platforms;

namespace Lab;

/// <summary>The lab's two ports behind CliWrap and Testcontainers, if src/Lab.Upstream has been built here (`./run upstream`).
/// It is loaded by reflection, because those packages are not on every registry and nothing may reference it.</summary>
public sealed record Upstream(ICommandRunner Runner, IContainers Containers)
{
    public static string AssemblyFile { get; } = Path.Combine(Catalogue.Root, "src", "Lab.Upstream", "bin", "Release", "net10.0", "Lab.Upstream.dll");

    /// <summary>One line that says which implementation is in use.</summary>
    public static string Describe(Tools tools) => tools.Runner.Name == "built-in"
        ? "built-in runner and Engine client in use" + (File.Exists(AssemblyFile) ? " (--builtin)" : " (CliWrap and Testcontainers are not built here; `./run upstream` tries)")
        : $"{tools.Runner.Name} and {tools.Containers.Name} in use";

    /// <summary>Null where it has not been built, or where <paramref name="builtIn"/> asks for the lab's own.</summary>
    public static Upstream? Load(bool builtIn)
    {
        if (builtIn || !File.Exists(AssemblyFile)) return null;
        var resolver = new AssemblyDependencyResolver(AssemblyFile);
        AssemblyLoadContext.Default.Resolving += (context, name) => resolver.ResolveAssemblyToPath(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(AssemblyFile);
        var factory = assembly.GetType("Lab.Upstream.Factory")?.GetMethod("Make", BindingFlags.Public | BindingFlags.Static)
            ?? throw new UsageException($"{AssemblyFile} has no Lab.Upstream.Factory.Make: it was built from another version. Build it again: ./run upstream");
        var (runner, containers) = ((ICommandRunner, IContainers))factory.Invoke(null, [TimeProvider.System, LabHome.NetworkNamespace, EngineClient.DefaultSocket])!;
        return new Upstream(runner, containers);
    }
}
