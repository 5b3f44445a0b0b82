namespace Lab.PlatformTests;

/// <summary>Room for one machine among those of all lanes. Three emulated machines that boot at once on two CPUs take six times as long as one: their
/// processors wait for each other in loops.</summary>
sealed class MachineSlot : IDisposable
{
    static readonly SemaphoreSlim s_slots = new(2);

    MachineSlot() { }

    public static async Task<MachineSlot> TakeAsync()
    {
        await s_slots.WaitAsync(TestContext.Current.CancellationToken);
        return new MachineSlot();
    }

    public void Dispose() => s_slots.Release();
}
