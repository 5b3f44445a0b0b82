using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>The container port over the Engine API, without a package.</summary>
public sealed class BuiltInContainers(EngineClient engine, TimeProvider clock) : IContainers
{
    public string Name => "built-in (Engine API)";

    public Task<string> CreateAsync(ContainerSpec spec, CancellationToken cancel = default) => Guard(async () =>
    {
        var body = new JsonObject
        {
            ["Image"] = spec.Image,
            ["Labels"] = new JsonObject(spec.Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
            ["Env"] = Strings(spec.Environment.Select(e => $"{e.Key}={e.Value}")),
            ["HostConfig"] = new JsonObject
            {
                ["CpusetCpus"] = spec.CpuSet,
                ["Memory"] = spec.MemoryBytes,
                ["MemorySwap"] = spec.MemoryBytes,
                ["NetworkMode"] = spec.NetworkMode,
                ["Runtime"] = spec.Runtime,
                ["Ulimits"] = new JsonArray(Limit("nofile", spec.OpenFiles)),
            },
        };
        if (spec.Volume is not null) body["Volumes"] = new JsonObject { [spec.Volume] = new JsonObject() };
        if (spec.Command.Count > 0) body["Cmd"] = Strings(spec.Command);
        return (string)(await engine.PostAsync($"containers/create?name={Uri.EscapeDataString(spec.Name)}", body, cancel))["Id"]!;
    });

    public Task StartAsync(string id, CancellationToken cancel = default) => Guard(() => engine.PostAsync($"containers/{id}/start", null, cancel));

    public Task<CommandOutput> ExecAsync(string id, Command command, CancellationToken cancel = default) => Guard(async () =>
    {
        var begun = clock.GetTimestamp();
        var created = await engine.PostAsync($"containers/{id}/exec", new JsonObject
        {
            ["AttachStdout"] = true,
            ["AttachStderr"] = true,
            ["Cmd"] = Strings([command.Program, .. command.Arguments]),
        }, cancel);
        var exec = (string)created["Id"]!;
        using MemoryStream output = new(), error = new();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(command.TimeLimit);
        var timedOut = false;
        try
        {
            await engine.FollowAsync($"exec/{exec}/start", new JsonObject { ["Detach"] = false, ["Tty"] = false }, null,
                (isError, bytes) => (isError ? error : output).Write(bytes.Span), limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            timedOut = true;
        }
        var exitCode = timedOut ? -1 : (int)(await engine.GetAsync($"exec/{exec}/json", cancel))["ExitCode"]!;
        return new CommandOutput(exitCode, Text(output), Text(error), timedOut, clock.GetElapsedTime(begun));
    });

    public Task CopyAsync(string id, string path, ReadOnlyMemory<byte> content, CancellationToken cancel = default) => Guard(async () =>
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path.TrimStart('/'))
            {
                DataStream = new MemoryStream(content.ToArray()),
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            }, cancel);
        using var body = new ByteArrayContent(archive.ToArray());
        await engine.PutAsync($"containers/{id}/archive?path=/", body, cancel);
        return true;
    });

    public Task StopAsync(string id, CancellationToken cancel = default) => Guard(() => engine.PostAsync($"containers/{id}/stop?t=5", null, cancel));

    public Task RemoveAsync(string id, CancellationToken cancel = default) => Guard(async () =>
    {
        await engine.DeleteAsync($"containers/{id}?force=1&v=1", cancel);
        return true;
    });

    static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);

    static JsonObject Limit(string name, int value) => new([KeyValuePair.Create("Name", (JsonNode?)name), new("Soft", value), new("Hard", value)]);

    static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(v => (JsonNode?)v)];

    static async Task<T> Guard<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (EngineException e)
        {
            throw new TrialException(e.Message, e);
        }
    }
}
