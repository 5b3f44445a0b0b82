namespace Lab.PlatformTests;

/// <summary>Room for a machine on the first CPUs. A machine of one CPU is pinned to the first one, and of a larger one that is where it boots, so two at a
/// time only slow each other down; three that boot at once on two CPUs took six times as long as one.</summary>
sealed class MachineSlot : IDisposable
{
    static readonly SemaphoreSlim s_slots = new(1);

    MachineSlot() { }

    public static async Task<MachineSlot> TakeAsync()
    {
        await s_slots.WaitAsync(TestContext.Current.CancellationToken);
        return new MachineSlot();
    }

    public void Dispose() => s_slots.Release();
}
