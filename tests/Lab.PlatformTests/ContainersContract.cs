using System.Text;
using Lab.Core;
using Lab.Platforms;

namespace Lab.PlatformTests;

/// <summary>What every <see cref="IContainers"/> must do, on the real Docker Engine.</summary>
public abstract class ContainersContract : IAsyncDisposable
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;
    readonly RealParts _real = new();
    readonly string _name;

    protected ContainersContract()
    {
        _name = _real.Spec().Name;
        InstanceOwner.Claim(_name);
    }

    protected abstract Task<IContainers> ContainersAsync();

    protected async Task<IContainers> RequireAsync(IContainers containers)
    {
        await _real.RequireAsync("container");
        return containers;
    }

    protected Tools Tools => _real.Tools;

    private protected RealParts Real => _real;

    ContainerSpec Spec() => new(LabHome.RequireGuest().Image, _name)
    {
        CpuSet = "0",
        MemoryBytes = 128 << 20,
        Labels = new Dictionary<string, string> { ["lab"] = _name },
        Environment = new Dictionary<string, string> { ["LAB_NONCE"] = "contract" },
    };

    [Fact]
    public async Task A_container_is_created_without_being_started_and_has_the_limits_and_names_it_was_given()
    {
        var containers = await ContainersAsync();
        var id = await containers.CreateAsync(Spec(), Cancel);
        var made = await Tools.Engine.GetAsync($"containers/{id}/json", Cancel);
        Assert.Equal(("created", $"/{_name}", _name), ((string)made["State"]!["Status"]!, (string)made["Name"]!, (string)made["Config"]!["Labels"]!["lab"]!));
        Assert.Equal(("0", 128 << 20, 128 << 20, "bridge"), ((string)made["HostConfig"]!["CpusetCpus"]!, (int)made["HostConfig"]!["Memory"]!, (int)made["HostConfig"]!["MemorySwap"]!, (string)made["HostConfig"]!["NetworkMode"]!));
        Assert.Contains(made["Config"]!["Env"]!.AsArray(), e => (string)e! == "LAB_NONCE=contract");
        await containers.RemoveAsync(id, Cancel);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Commands_run_in_a_started_container_with_their_words_output_and_exit_code()
    {
        var containers = await ContainersAsync();
        var id = await containers.CreateAsync(Spec(), Cancel);
        await containers.StartAsync(id, Cancel);
        var printed = await containers.ExecAsync(id, new Command("printf", "%s\n", "a 'b' $c"), Cancel);
        Assert.Equal((0, "a 'b' $c\n", "", false), (printed.ExitCode, printed.StandardOutput, printed.StandardError, printed.TimedOut));
        var failed = await containers.ExecAsync(id, new Command("sh", "-c", "echo why >&2; exit 3"), Cancel);
        Assert.Equal((3, "", "why\n"), (failed.ExitCode, failed.StandardOutput, failed.StandardError));
        var late = await containers.ExecAsync(id, new Command("sleep", "20") { TimeLimit = TimeSpan.FromSeconds(1) }, Cancel);
        Assert.True(late.TimedOut);
        Assert.InRange(late.Elapsed.TotalSeconds, 0.9, 5);
        await containers.RemoveAsync(id, Cancel);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_file_is_copied_in_before_the_start_and_can_be_run_by_all()
    {
        var containers = await ContainersAsync();
        var id = await containers.CreateAsync(Spec(), Cancel);
        await containers.CopyAsync(id, "/usr/local/bin/hello", Encoding.UTF8.GetBytes("#!/bin/sh\necho 안녕\n"), Cancel);
        await containers.StartAsync(id, Cancel);
        var said = await containers.ExecAsync(id, new Command("sh", "-c", "stat -c %a /usr/local/bin/hello; sh /usr/local/bin/hello"), Cancel);
        Assert.Equal("744\n안녕\n", said.StandardOutput);
        await containers.RemoveAsync(id, Cancel);
    }

    [Fact]
    public async Task A_stopped_container_is_kept_until_it_is_removed_and_removing_twice_is_no_error()
    {
        var containers = await ContainersAsync();
        var id = await containers.CreateAsync(Spec(), Cancel);
        await containers.StartAsync(id, Cancel);
        await containers.StopAsync(id, Cancel);
        Assert.False((bool)(await Tools.Engine.GetAsync($"containers/{id}/json", Cancel))["State"]!["Running"]!);
        await containers.RemoveAsync(id, Cancel);
        await containers.RemoveAsync(id, Cancel);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_an_error_that_names_it()
    {
        var containers = await ContainersAsync();
        var error = await Assert.ThrowsAsync<TrialException>(() => containers.CreateAsync(Spec() with { Image = "lab-no-such-image:1" }, Cancel));
        Assert.Contains("lab-no-such-image", error.Message, StringComparison.Ordinal);
        await _real.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_runtime_that_Docker_does_not_know_is_an_error_that_names_it()
    {
        var containers = await ContainersAsync();
        var error = await Assert.ThrowsAsync<TrialException>(async () =>
        {
            var id = await containers.CreateAsync(Spec() with { Runtime = "no-such-runtime" }, Cancel);
            await containers.StartAsync(id, Cancel);
        });
        Assert.Contains("no-such-runtime", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A test that fails must not make the others fail: whatever it made is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Tools.Engine.DeleteAsync($"containers/{_name}?force=1&v=1", CancellationToken.None);
        }
        finally
        {
            InstanceOwner.Release(_name);
            _real.Dispose();
            GC.SuppressFinalize(this);
        }
    }
}

/// <summary>The lab's own client keeps the contract.</summary>
[Collection(Lanes.Containers)]
public sealed class BuiltInContainersTests : ContainersContract
{
    protected override Task<IContainers> ContainersAsync() => RequireAsync(Tools.Containers);
}
