using Lab.Core;

namespace Lab.Platforms;

/// <summary>A platform under its second name, for a study of it against itself.</summary>
public sealed class SecondPlatform(IPlatform platform) : IPlatform
{
    public string Id => SecondName.Of(platform.Id);
    public string Label => $"{platform.Label}, again";
    public Task<string?> WhyUnusableAsync(CancellationToken cancel) => platform.WhyUnusableAsync(cancel);
    public Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask; // It is the same, and prepared under its first name.
    public Task<IGuest> BringUpAsync(GuestSpec spec, Ladder ladder, CancellationToken cancel) => platform.BringUpAsync(spec, ladder, cancel);
}
