using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ReCorD.Cli.Tests.Support;

/// <summary>A Hugging Face Hub on this machine, all of whose repositories hold the same files. It keeps what it was asked, and can misbehave.</summary>
internal sealed class HubServer : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public HubServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Contents by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Further paths that the repository claims to have.</summary>
    public List<string> Claimed { get; } = [];

    /// <summary>Sizes that the repository tells in place of the true ones, by path.</summary>
    public Dictionary<string, long> ToldSizes { get; } = [];

    public ConcurrentQueue<HubRequest> Requests { get; } = new();

    /// <summary>Answers everything with this status.</summary>
    public HttpStatusCode? Status { get; set; }

    /// <summary>Status lines, and header lines below, of the next answers, in place of the true ones; an empty one hangs up in the middle of its first line: HttpClient asks again by itself where nothing came.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>Sends the refusals as they are, which is then no HTTP.</summary>
    public bool IsRaw { get; set; }

    /// <summary>Which requests the refusals are for. Default: all.</summary>
    public Func<HubRequest, bool> IsRefused { get; set; } = static _ => true;

    /// <summary>Bytes of a file after which the connection is cut, as long as any are left; each cut takes one number.</summary>
    public ConcurrentQueue<int> Cuts { get; } = new();

    /// <summary>After how many bytes of a file nothing more comes; null: all come.</summary>
    public int? StallAfter { get; set; }

    /// <summary>Reads requests and answers nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Tells the beginning of what the repository holds, and no more.</summary>
    public bool StallsInDescription { get; set; }

    public bool KnowsRanges { get; set; } = true;

    /// <summary>Sends files on to another address of this server.</summary>
    public bool Redirects { get; set; }

    /// <summary>Changes what is sent.</summary>
    public Func<byte[], byte[]> Damage { get; set; } = bytes => bytes;

    public IEnumerable<string> FileRequests => Requests.Where(request => request.Path.Contains("/resolve/", StringComparison.Ordinal)).Select(request => request.Path.Split($"/resolve/{Commit}/")[1]);

    /// <summary>Fills the repository with a model's folder.</summary>
    public void Add(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllBytes(file);
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                HubRequest request = await ReadAsync(stream);
                Requests.Enqueue(request);
                if (IsSilent)
                {
                    await Task.Delay(Timeout.Infinite, _end.Token);
                }

                await RespondAsync(stream, request);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The client went away.
            }
        }
    }

    private static async Task<HubRequest> ReadAsync(NetworkStream stream)
    {
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync() ?? throw new IOException()).Split(' ')[1];
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        return new HubRequest(Uri.UnescapeDataString(path), headers.GetValueOrDefault("Range"), headers.GetValueOrDefault("Authorization"));
    }

    private Task RespondAsync(NetworkStream stream, HubRequest request)
    {
        if (Status is { } status)
        {
            return SendAsync(stream, $"{(int)status} Refused", Array.Empty<byte>());
        }

        if (IsRefused(request) && Refusals.TryDequeue(out string? refusal))
        {
            if (IsRaw)
            {
                return stream.WriteAsync(Encoding.ASCII.GetBytes($"{refusal}\r\n\r\n")).AsTask();
            }

            string[] lines = refusal.Split('\n');
            return refusal.Length == 0 ? stream.WriteAsync("HTTP/1."u8.ToArray()).AsTask() : SendAsync(stream, lines[0], Array.Empty<byte>(), string.Concat(lines[1..].Select(line => $"{line}\r\n")));
        }

        if (request.Path.StartsWith("/api/models/", StringComparison.Ordinal))
        {
            byte[] description = Encoding.UTF8.GetBytes(Description().ToJsonString());
            return StallsInDescription ? SendPartAsync(stream, "200 OK", description.AsMemory(0, 10), "", description.Length) : SendAsync(stream, "200 OK", description);
        }

        string file = request.Path.Split($"/{Commit}/") is [_, var name] ? name : "";
        if (!Files.TryGetValue(file, out byte[]? content))
        {
            return SendAsync(stream, "404 Not Found", Array.Empty<byte>());
        }

        return Redirects && !request.Path.StartsWith("/cdn/", StringComparison.Ordinal)
            ? SendAsync(stream, "302 Found", Array.Empty<byte>(), $"Location: {Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/cdn/{Commit}/{file}\r\n")
            : SendFileAsync(stream, request, Damage(content));
    }

    private async Task SendFileAsync(NetworkStream stream, HubRequest request, byte[] content)
    {
        int from = KnowsRanges && request.Range is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        string status = from > 0 ? "206 Partial Content" : "200 OK";
        string extra = from > 0 ? $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n" : "";
        int end = content.Length;
        if (content.Length > 1000 && Cuts.TryDequeue(out int cut))
        {
            end = Math.Min(end, from + cut);
        }

        if (content.Length > 1000 && StallAfter is { } stall)
        {
            await SendPartAsync(stream, status, content.AsMemory(from, Math.Max(0, stall - from)), extra, content.Length - from);
        }

        await SendAsync(stream, status, content.AsMemory(from, end - from), extra, content.Length - from);
    }

    /// <summary>Sends some of what it promises, then nothing.</summary>
    private async Task SendPartAsync(NetworkStream stream, string status, ReadOnlyMemory<byte> part, string extra, int length)
    {
        await SendAsync(stream, status, part, extra, length);
        await Task.Delay(Timeout.Infinite, _end.Token);
    }

    private static async Task SendAsync(NetworkStream stream, string status, ReadOnlyMemory<byte> body, string extra = "", int? length = null)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length ?? body.Length}\r\n{extra}Connection: close\r\n\r\n"));
        await stream.WriteAsync(body);
        await stream.FlushAsync();
    }

    private JsonObject Description() => new()
    {
        ["sha"] = Commit,
        ["siblings"] = new JsonArray([.. Files.Select(file => Sibling(file.Key, file.Value)), .. Claimed.Select(path => Sibling(path, [1, 2, 3]))]),
    };

    /// <summary>Weights are large files, with SHA-256; the others have git's SHA-1 of a blob.</summary>
    private JsonObject Sibling(string path, byte[] content)
    {
        long size = ToldSizes.GetValueOrDefault(path, content.Length);
        // Git's own choice of a hash.
#pragma warning disable CA5350
        JsonObject sibling = new() { ["rfilename"] = path, ["size"] = size, ["blobId"] = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content])) };
#pragma warning restore CA5350
        if (Path.GetExtension(path) is ".safetensors" or ".onnx")
        {
            sibling["lfs"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)), ["size"] = size };
        }

        return sibling;
    }
}

/// <summary>What the server was asked.</summary>
internal sealed record HubRequest(string Path, string? Range, string? Authorization);
