using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>A container of the Docker Engine: <c>container</c>, with another runtime <c>container:RUNTIME</c>, or <c>container:host-network</c>.</summary>
public sealed class ContainerPlatform(string id, EngineClient engine, IContainers containers, ICommandRunner runner, TimeProvider clock, string? image = null) : IPlatform
{
    /// <summary>Another port than 80, because the host may have a web server of its own.</summary>
    const int HostNetworkPort = 18080;
    readonly bool _hostNetwork = id == "container:host-network";
    readonly string? _runtime = id is "container" or "container:host-network" ? null : id["container:".Length..];

    public string Id => id;
    public bool CanCopy => true;
    public bool CanSwitch => true;
    public string Label => _hostNetwork ? "container (Docker, host network)" : _runtime is null ? "container (Docker)" : $"container (Docker, {_runtime})";

    public async Task<string?> WhyUnusableAsync(CancellationToken cancel)
    {
        if (await engine.WhyUnusableAsync(cancel) is { } why) return why;
        try
        {
            await engine.GetAsync($"images/{LabHome.RequireGuest().Image}/json", cancel);
            var runtimes = (await engine.GetAsync("info", cancel))["Runtimes"]?.AsObject().Select(r => r.Key).ToArray() ?? [];
            return _runtime is null ? null
                : runtimes.Contains(_runtime) ? await WhyNotStartedAsync(cancel)
                : $"Docker does not know the runtime '{_runtime}'; it knows {string.Join(", ", runtimes)}. Install it and name it to dockerd: --add-runtime {_runtime}=PATH.";
        }
        catch (Exception e) when (e is EngineException or UsageException)
        {
            return $"The guest's image is not in Docker: {e.Message} `./run guest build` puts it there.";
        }
    }

    /// <summary>That Docker knows a runtime does not mean that it works here.</summary>
    async Task<string?> WhyNotStartedAsync(CancellationToken cancel)
    {
        var container = await containers.CreateAsync(Spec(GuestSpec.New(1, "0", 256 << 20)), cancel);
        try
        {
            await containers.StartAsync(container, cancel);
            return null;
        }
        catch (TrialException e)
        {
            return $"The runtime '{_runtime}' does not start a container here: {e.Message}";
        }
        finally
        {
            await containers.RemoveAsync(container, CancellationToken.None);
        }
    }

    /// <summary>The first containers that a process starts cost more than the others: some are started and thrown away.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        for (var i = 0; i < 3; i++)
        {
            var spec = GuestSpec.New(1, "0", 256 << 20);
            var ladder = new Ladder(clock, spec.Nonce);
            await using var guest = await BringUpAsync(spec, ladder, cancel);
            await ladder.Work.WaitAsync(Runner.ReadyLimit, clock, cancel);
        }
    }

    public async Task<IGuest> BringUpAsync(GuestSpec spec, Ladder ladder, CancellationToken cancel)
    {
        InstanceOwner.Claim(spec.Name);
        ladder.Mark(Milestone.DefineBegun);
        var container = await containers.CreateAsync(Spec(spec), cancel);
        ladder.Mark(Milestone.Defined);
        var guest = new ContainerGuest(spec.Name, container, _hostNetwork ? HostNetworkPort : null, engine, containers, runner, clock);
        try
        {
            await guest.StartAsync(ladder, cancel);
            ladder.Reached(guest.Endpoint(80));
            return guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    ContainerSpec Spec(GuestSpec spec) => new(image ?? LabHome.RequireGuest().Image, spec.Name)
    {
        CpuSet = spec.CpuSet,
        MemoryBytes = spec.MemoryBytes,
        Runtime = _runtime,
        NetworkMode = _hostNetwork ? "host" : "bridge",
        Volume = spec.Volume ? "/vol" : null,
        Command = _hostNetwork ? ["--listen", $"0.0.0.0:{HostNetworkPort}"] : [],
        Labels = new Dictionary<string, string> { ["lab"] = spec.Name },
        Environment = new Dictionary<string, string> { ["LAB_NONCE"] = spec.Nonce, ["LAB_DELAY_MS"] = $"{spec.Delay.TotalMilliseconds:0}" },
    };
}

sealed class ContainerGuest(string name, string container, int? hostPort, EngineClient engine, IContainers containers, ICommandRunner runner, TimeProvider clock) : IGuest, ICopyTarget, ISwitchable
{
    readonly CancellationTokenSource _gone = new();
    JsonNode _inspected = new JsonObject();
    string? _address;
    Task _console = Task.CompletedTask;

    public async Task StartAsync(Ladder ladder, CancellationToken cancel)
    {
        await AttachAsync(ladder);
        ladder.Mark(Milestone.Power);
        await containers.StartAsync(container, cancel);
        ladder.Mark(Milestone.Returned);
        await InspectAsync(cancel);
    }

    /// <summary>Follows the console. Returns when the Engine has accepted the attachment, which is before the start.</summary>
    async Task AttachAsync(Ladder ladder)
    {
        var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var text = new StringBuilder();
        _console = engine.FollowAsync($"containers/{container}/attach?stream=1&stdout=1&stderr=1", null, attached.SetResult, (isError, bytes) =>
        {
            var stamp = clock.GetTimestamp();
            text.Append(Encoding.UTF8.GetString(bytes.Span));
            for (var end = text.ToString().IndexOf('\n'); end >= 0; end = text.ToString().IndexOf('\n'))
            {
                ladder.ConsoleLine(new OutputLine(isError, text.ToString(0, end), stamp));
                text.Remove(0, end + 1);
            }
        }, _gone.Token).ContinueWith(t =>
        {
            if (t.IsFaulted) attached.TrySetException(t.Exception.InnerExceptions);
            ladder.Fail(new TrialException($"The container ended before it was ready. Its last words: {text}"));
        }, TaskScheduler.Default);
        await attached.Task;
    }

    async Task InspectAsync(CancellationToken cancel)
    {
        _inspected = await engine.GetAsync($"containers/{container}/json", cancel);
        // With the host's network it answers on every address of the host's; the bridge's gateway is one that is always there.
        _address = hostPort is not null ? GatewayOf(await engine.GetAsync("networks/bridge", cancel))
            : _inspected["NetworkSettings"]?["Networks"]?.AsObject().Select(n => (string?)n.Value?["IPAddress"]).FirstOrDefault(a => a?.Length > 0);
    }

    /// <summary>The bridge's own address on the host; null where the network has none. An Engine that has not been restarted since it made its
    /// first bridge (20.10) leaves the gateway out; it is the first address of the subnet then.</summary>
    public static string? GatewayOf(JsonNode network)
    {
        if (network["IPAM"]?["Config"]?.AsArray().FirstOrDefault() is not { } config) return null;
        if ((string?)config["Gateway"] is { Length: > 0 } gateway) return gateway;
        if (!IPNetwork.TryParse((string?)config["Subnet"], out var subnet)) return null;
        var first = subnet.BaseAddress.GetAddressBytes();
        first[^1]++;
        return new IPAddress(first).ToString();
    }

    public Task<CommandOutput> RunAsync(Command command, CancellationToken cancel) => containers.ExecAsync(container, command, cancel);

    public async Task CopyInAsync(string file, string path, CancellationToken cancel) => await containers.CopyAsync(container, path, await File.ReadAllBytesAsync(file, cancel), cancel);

    public Task PauseAsync(CancellationToken cancel) => SwitchAsync("pause", cancel);

    public Task ResumeAsync(CancellationToken cancel) => SwitchAsync("unpause", cancel);

    async Task SwitchAsync(string what, CancellationToken cancel)
    {
        try
        {
            await engine.PostAsync($"containers/{container}/{what}", null, cancel);
        }
        catch (EngineException e)
        {
            throw new TrialException(e.Message, e);
        }
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        await containers.StopAsync(container, cancel);
        await _console;
    }

    public IPEndPoint Endpoint(int port) =>
        _address is { } address
            ? new IPEndPoint(IPAddress.Parse(address), port == 80 ? hostPort ?? port : port)
            : throw new TrialException("The container has no address: it ended at once, or its network has none.");

    public IPAddress ListenAddress => hostPort is null ? IPAddress.Any : Endpoint(80).Address;

    public Task DropCachesAsync(CancellationToken cancel) => PageCache.DropAsync(runner, cancel);

    public async Task<IReadOnlyList<Measurement>> FootprintAsync(CancellationToken cancel)
    {
        var group = Cgroup.Of((int)_inspected["State"]!["Pid"]!);
        long processes = ProcFs.Pss(group.Processes), kernel = group.KernelBytes;
        var shim = ProcFs.Pss(ProcFs.Find(words => Path.GetFileName(words[0]).StartsWith("containerd-shim", StringComparison.Ordinal) && words.Contains(container)));
        var layers = await LayersAsync(cancel);
        var disk = new DiskUsage(runner);
        return
        [
            Metrics.Processes.Of(processes), Metrics.Shim.Of(shim), Metrics.KernelPart.Of(kernel), Metrics.Resident.Of(processes + shim + kernel),
            Metrics.Daemons.Of(ProcFs.Pss(ProcFs.Named("dockerd", "containerd"))),
            Metrics.DiskBase.Of(await disk.AllocatedAsync(layers.Shared, cancel)),
            Metrics.DiskInstance.Of(await disk.AllocatedAsync(layers.Own, cancel)),
        ];
    }

    public async Task<IReadOnlyDictionary<string, string>> DescribeAsync(CancellationToken cancel)
    {
        var group = Cgroup.Of((int)_inspected["State"]!["Pid"]!);
        var host = _inspected["HostConfig"]!;
        var security = (await engine.GetAsync("info", cancel))["SecurityOptions"]?.AsArray().Select(o => (string?)o).Concat(host["SecurityOpt"]?.AsArray().Select(o => (string?)o) ?? []);
        return new Dictionary<string, string>
        {
            ["memory limit"] = group.MemoryLimit,
            ["cpu set"] = group.Cpus,
            ["cpu quota"] = group.CpuQuota,
            ["disk cache"] = "none",
            ["disk path"] = $"{_inspected["Driver"]} on the host's file system",
            ["network path"] = hostPort is null ? "virtual Ethernet pair and bridge" : "the host's own",
            ["isolation"] = $"{((bool)host["Privileged"]! ? "privileged" : "unprivileged")}, {host["Runtime"]}, {string.Join(" ", security ?? [])}, added capabilities: {host["CapAdd"]?.ToJsonString() ?? "none"}",
        };
    }

    /// <summary>Folders of the image's layers, and those of this container alone (writable layer, its "-init" layer, logs and settings).</summary>
    async Task<(string[] Shared, string[] Own)> LayersAsync(CancellationToken cancel)
    {
        var driver = _inspected["GraphDriver"]?["Data"];
        if ((string?)driver?["UpperDir"] is not { } upper || (string?)driver?["LowerDir"] is not { } lower)
            throw new TrialException($"Docker's storage driver '{_inspected["Driver"]}' does not say where its layers are; overlay2 does.");
        var root = (string)(await engine.GetAsync("info", cancel))["DockerRootDir"]!;
        var layers = lower.Split(':').Select(l => Path.GetDirectoryName(l)!).ToLookup(l => l.EndsWith("-init", StringComparison.Ordinal));
        var volumes = _inspected["Mounts"]?.AsArray().Select(m => (string?)m?["Source"]).OfType<string>() ?? [];
        return ([.. layers[false]], [Path.GetDirectoryName(upper)!, .. layers[true], Path.Combine(root, "containers", container), .. volumes]);
    }

    public async ValueTask DisposeAsync()
    {
        await containers.RemoveAsync(container);
        InstanceOwner.Release(name);
        await _gone.CancelAsync();
        await _console;
        _gone.Dispose();
    }
}
