using System.Collections.Concurrent;
using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Lab.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lab.Upstream;

/// <summary>The container port over Testcontainers.</summary>
/// <remarks>
/// Testcontainers' public StartAsync creates and starts in one go, and the lab attaches to the console in between. Its modules may part
/// the two, as <see cref="DockerContainer"/> can be derived from: <see cref="LabContainer"/> creates alone, and StartAsync then finds
/// the container there and only starts it. So the timed instants are the built-in client's: StartAsync called, StartAsync returned.
/// Inside that span Testcontainers inspects the container once before the start and once after it, which cannot be left out.
/// Its events are no use for timing: it raises Starting only after the start has returned.
/// Ryuk is off, because the lab finds and removes its leftovers by its own label.
/// </remarks>
/// <param name="clock">Measures the span of a command.</param>
/// <param name="engineSocket">The Docker Engine's socket.</param>
public sealed class TestcontainersLifecycle(TimeProvider clock, string engineSocket) : IContainers
{
    /// <summary>The newest version of the Engine's API that Testcontainers asks for. It does not negotiate: older Engines refuse it.</summary>
    static readonly Version NewestApi = new(1, 44);
    const UnixFileModes OwnerAllOthersRead = UnixFileModes.UserRead | UnixFileModes.UserWrite | UnixFileModes.UserExecute | UnixFileModes.GroupRead | UnixFileModes.OtherRead;

    readonly ConcurrentDictionary<string, LabContainer> _containers = new();
    readonly Lock _once = new();
    Task? _prepared;

    public string Name { get; } = $"Testcontainers {typeof(ContainerBuilder).Assembly.GetName().Version?.ToString(3)}";

    public Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancel = default) => Guard(async () =>
    {
        await PrepareAsync();
        var builder = new LabBuilder(spec.Image)
            .WithDockerEndpoint($"unix://{engineSocket}")
            .WithLogger(NullLogger.Instance)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithName(spec.Name)
            .WithLabel(spec.Labels)
            .WithEnvironment(spec.Environment)
            .WithCreateParameterModifier(container =>
            {
                container.StopTimeout = TimeSpan.FromSeconds(5);
                container.HostConfig ??= new Docker.DotNet.Models.HostConfig();
                container.HostConfig.CpusetCpus = spec.CpuSet;
                container.HostConfig.Memory = container.HostConfig.MemorySwap = spec.MemoryBytes;
                container.HostConfig.NetworkMode = spec.NetworkMode;
                container.HostConfig.Runtime = spec.Runtime;
                container.HostConfig.Ulimits = [new Docker.DotNet.Models.Ulimit { Name = "nofile", Soft = spec.OpenFiles, Hard = spec.OpenFiles }];
                if (spec.Volume is not null)
                    container.Volumes = new Dictionary<string, Docker.DotNet.Models.EmptyStruct> { [spec.Volume] = default };
            });
        if (spec.Command.Count > 0) builder = builder.WithCommand([.. spec.Command]);
        var made = (LabContainer)builder.Build();
        await made.CreateAsync(cancel);
        _containers[made.Id] = made;
        return made.Id;
    });

    public Task StartAsync(string id, CancellationToken cancel = default) => Guard(() => Find(id).StartAsync(cancel));

    public Task<CommandOutput> ExecAsync(string id, Command command, CancellationToken cancel = default) => Guard(async () =>
    {
        var begun = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(command.TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            var result = await Find(id).ExecAsync([command.Program, .. command.Arguments], either.Token);
            return new CommandOutput((int)result.ExitCode!.Value, result.Stdout, result.Stderr, TimedOut: false, clock.GetElapsedTime(begun));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What it said until then is lost: Testcontainers hands the output over at the end only.
            return new CommandOutput(-1, "", "", TimedOut: true, clock.GetElapsedTime(begun));
        }
    });

    public Task CopyAsync(string id, string path, ReadOnlyMemory<byte> content, CancellationToken cancel = default) =>
        Guard(() => Find(id).CopyAsync(content.ToArray(), path, fileMode: OwnerAllOthersRead, ct: cancel));

    public Task StopAsync(string id, CancellationToken cancel = default) => Guard(() => Find(id).StopAsync(cancel));

    /// <inheritdoc/>
    /// <remarks>Only what was created here can be named, so an id that is not known is one that is gone.</remarks>
    public Task RemoveAsync(string id, CancellationToken cancel = default) => Guard(async () =>
    {
        if (!_containers.TryGetValue(id, out var container)) return;
        await container.RemoveAsync(cancel);
        _containers.TryRemove(id, out _);
    });

    LabContainer Find(string id) => _containers.TryGetValue(id, out var container) ? container : throw new TrialException($"There is no container {id}: it has been removed.");

    /// <summary>Settles, before Testcontainers reads its settings, what it can be told for a whole process only.</summary>
    Task PrepareAsync()
    {
        lock (_once)
            return _prepared ??= Task.Run(async () =>
            {
                var engine = await EngineApiAsync(CancellationToken.None);
                Environment.SetEnvironmentVariable("DOCKER_API_VERSION", $"{(engine < NewestApi ? engine : NewestApi)}");
                TestcontainersSettings.ResourceReaperEnabled = false;
            });
    }

    async Task<Version> EngineApiAsync(CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, connecting) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(engineSocket), connecting);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var pong = await http.GetAsync(new Uri("http://docker/_ping"), cancel);
        return Version.Parse(pong.Headers.GetValues("Api-Version").First());
    }

    static Task<bool> Guard(Func<Task> call) => Guard(async () =>
    {
        await call();
        return true;
    });

    static async Task<T> Guard<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not (OperationCanceledException or TrialException or UsageException))
        {
            throw new TrialException(e.Message, e);
        }
    }

    /// <summary>A container that can be created without being started, and removed whatever its state.</summary>
    sealed class LabContainer(IContainerConfiguration configuration) : DockerContainer(configuration)
    {
        public async Task CreateAsync(CancellationToken cancel)
        {
            using var turn = await AcquireLockAsync(cancel);
            await UnsafeCreateAsync(cancel);
        }

        /// <summary>With its anonymous volumes, running or not. Disposing would only stop it, as Ryuk is off.</summary>
        public async Task RemoveAsync(CancellationToken cancel)
        {
            using var turn = await AcquireLockAsync(cancel);
            await UnsafeDeleteAsync(cancel);
        }
    }

    /// <summary>Testcontainers' builder, but for <see cref="LabContainer"/> and without any wait strategy: they poll, once a second.</summary>
    sealed class LabBuilder : ContainerBuilder
    {
        public LabBuilder(string image) : base(image) { }

        LabBuilder(IContainerConfiguration configuration) : base(configuration) { }

        public override IContainer Build()
        {
            Validate();
            return new LabContainer(new ContainerConfiguration(DockerResourceConfiguration, new ContainerConfiguration(waitStrategies: [])));
        }

        protected override ContainerBuilder Merge(IContainerConfiguration oldValue, IContainerConfiguration newValue) =>
            new LabBuilder(new ContainerConfiguration(oldValue, newValue));
    }
}
