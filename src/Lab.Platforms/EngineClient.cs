using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Core;

namespace Lab.Platforms;

/// <summary>The few calls of the Docker Engine API that the lab needs, over the Engine's Unix socket.</summary>
public sealed class EngineClient : IDisposable
{
    const string OldestVersion = "1.40";
    readonly HttpClient _http;
    string _version = "";

    /// <param name="socket">Path of the Engine's socket; <c>DOCKER_HOST=unix://…</c> is honoured by <see cref="DefaultSocket"/>.</param>
    public EngineClient(string socket)
    {
        Socket = socket;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        })
        { BaseAddress = new Uri("http://docker/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Socket { get; }

    public static string DefaultSocket =>
        Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host && host.StartsWith("unix://", StringComparison.Ordinal) ? host["unix://".Length..] : "/var/run/docker.sock";

    /// <summary>Why the Engine cannot be used; null if it answers.</summary>
    public async Task<string?> WhyUnusableAsync(CancellationToken cancel)
    {
        try
        {
            await ConnectAsync(cancel);
            return null;
        }
        catch (HttpRequestException)
        {
            return $"No Docker Engine answers on {Socket}. Start it (`systemctl start docker`; without an init system `eng/services start`), or set DOCKER_HOST=unix://PATH.";
        }
    }

    /// <summary>Agrees on the API version that the Engine offers.</summary>
    async Task ConnectAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var answer = await _http.GetAsync("_ping", limit.Token);
            answer.EnsureSuccessStatusCode();
            _version = answer.Headers.TryGetValues("Api-Version", out var values) ? values.First() : OldestVersion;
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException("The Engine's socket is open but it does not answer a ping.", e);
        }
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancel = default) =>
        await ReadAsync(await SendAsync(HttpMethod.Get, path, null, HttpCompletionOption.ResponseContentRead, cancel), cancel);

    public async Task<JsonNode> PostAsync(string path, JsonNode? body = null, CancellationToken cancel = default) =>
        await ReadAsync(await SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), HttpCompletionOption.ResponseContentRead, cancel), cancel);

    public async Task PutAsync(string path, HttpContent content, CancellationToken cancel = default) =>
        (await SendAsync(HttpMethod.Put, path, content, HttpCompletionOption.ResponseContentRead, cancel)).Dispose();

    /// <summary>Deletes; what is not there already is no error.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancel = default)
    {
        try
        {
            (await SendAsync(HttpMethod.Delete, path, null, HttpCompletionOption.ResponseContentRead, cancel)).Dispose();
        }
        catch (EngineException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Not there, or being removed by somebody else.
        }
    }

    /// <summary>Follows a stream of stdout and stderr (attach, exec) to its end.
    /// Each frame has a header of 8 bytes: stream number, three zeros, length (big-endian).</summary>
    public async Task FollowAsync(string path, JsonNode? body, Action? attached, Action<bool, ReadOnlyMemory<byte>> onBytes, CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new JsonObject()), HttpCompletionOption.ResponseHeadersRead, cancel);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        attached?.Invoke();
        var header = new byte[8];
        while (await stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, cancel) == 8)
        {
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))];
            await stream.ReadExactlyAsync(payload, cancel);
            onBytes(header[0] == 2, payload);
        }
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, HttpCompletionOption completion, CancellationToken cancel)
    {
        try
        {
            if (_version.Length == 0) await ConnectAsync(cancel);
            using var request = new HttpRequestMessage(method, $"v{_version}/{path}") { Content = content };
            var answer = await _http.SendAsync(request, completion, cancel);
            if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified) return answer;
            using (answer)
                throw new EngineException(answer.StatusCode, $"Docker refused {method} {path.Split('?')[0]}: {await MessageAsync(answer, cancel)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TrialException($"The Docker Engine on {Socket} went away: {e.Message}", e);
        }
    }

    static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(cancel);
            return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
        }
    }

    static async Task<string> MessageAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            return (string?)JsonNode.Parse(text)?["message"] ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>The Engine answered with an error.</summary>
public sealed class EngineException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}
