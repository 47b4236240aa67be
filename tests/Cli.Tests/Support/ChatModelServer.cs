using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReCorD.Cli.Tests.Support;

/// <summary>
/// A local HTTP server that plays a chat model: it chooses candidate 0 and moves the object to the upper left, unless its script says
/// something else for a request.
/// </summary>
internal sealed partial class ChatModelServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, int> _numbers = [];

    public ChatModelServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>The box that a good answer gives.</summary>
    public const string GoodBox = """{"x1": 40, "y1": 40, "x2": 180, "y2": 180}""";

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";

    /// <summary>What is answered to a request; null: what a good model would answer.</summary>
    public Func<ModelRequest, ModelReply?> Script { get; set; } = _ => null;

    /// <summary>Requests to the model, in order.</summary>
    public List<ModelRequest> Requests { get; } = [];

    /// <summary>Options that make the program use this server.</summary>
    public string[] Options =>
    [
        "--provider", "openai", "--Chat:Providers:openai:Endpoint", Address, "--Chat:Providers:openai:Model", "eye", "--Chat:Providers:openai:ApiKey", "k",
    ];

    /// <summary>A layout answer with a box in any form.</summary>
    public static ModelReply Layout(ModelRequest request, string box) => ModelReply.Call("submit_layout", $$"""
        {"object_box": {{box}}, "person_box": {{Person(request)}}, "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "left",
         "object_relationship": "above", "object_size": "small", "reasoning": "It flies." }
        """);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static ModelReply Good(ModelRequest request) => request.Agent switch
    {
        "pose-selection" => ModelReply.Call("submit_pose_choice", """{"candidate_index": 0, "reasoning": "It kicks."}"""),
        "layout" => Layout(request, GoodBox),
        _ => ModelReply.Say("ready"),
    };

    private static string Person(ModelRequest request)
    {
        string facts = Facts().Match(request.Body["messages"]![1]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })).Groups["person"].Value;
        return facts.Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
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
                JsonObject? body = await ReadAsync(stream);
                ModelReply reply = body is null ? new ModelReply(200, "{}") : Reply(body);
                reply.Before?.Invoke();
                if (reply.Hangs)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                byte[] payload = Encoding.UTF8.GetBytes(reply.Body);
                string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Status\r\nContent-Type: application/json\r\n{reply.Headers}Content-Length: {payload.Length}\r\nConnection: close\r\n\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
                await stream.WriteAsync(payload.AsMemory(0, reply.IsCut ? payload.Length / 2 : payload.Length), _stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private ModelReply Reply(JsonObject body)
    {
        string[] tools = [.. body["tools"]?.AsArray().Select(tool => tool!["function"]!["name"]!.GetValue<string>()) ?? []];
        string agent = tools.Contains("submit_layout") ? "layout" : tools.Contains("submit_pose_choice") ? "pose-selection" : "preflight";
        lock (_numbers)
        {
            _numbers[agent] = _numbers.GetValueOrDefault(agent) + 1;
            ModelRequest request = new(agent, _numbers[agent], body);
            Requests.Add(request);
            return Script(request) ?? Good(request);
        }
    }

    /// <summary>The body of a request to the model; null for any other.</summary>
    private async Task<JsonObject?> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        string? length = Array.Find(lines, line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?.Split(':')[1];
        byte[] body = new byte[int.Parse(length ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return body.Length == 0 ? null : JsonNode.Parse(body)!.AsObject();
    }

    [GeneratedRegex("""person_box\\*":(?<person>null|\{[^}]*\})""")]
    private static partial Regex Facts();
}
