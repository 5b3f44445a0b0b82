using Lab.PlatformTests;

[assembly: AssemblyFixture(typeof(NothingLeft))]

namespace Lab.PlatformTests;

/// <summary>After the last test nothing is left that no test has named: while they run side by side, one cannot tell what another's killed program left.</summary>
public sealed class NothingLeft : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        using var tools = Tools.Make(builtIn: true);
        Assert.Empty(await new Remains(tools).FindAsync());
    }
}
