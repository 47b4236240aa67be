using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReCorD.Cli.Tests.Experiments;

/// <summary>
/// A chat endpoint on this machine that answers layout agents: the object stays in the box that they are told. It can leave one request
/// without an answer, so that a test knows where its client is.
/// </summary>
internal sealed partial class LayoutServer : IDisposable
{
    private const string Ready = """{"role": "assistant", "content": "ready"}""";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _held = [];
    public LayoutServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";

    /// <summary>The sentence, counted from 1, from which on nothing is answered; null: all are. One sentence may take several requests: clients find out what an endpoint can.</summary>
    public int? SilentFrom { get; set; }

    /// <summary>Ends when a request is left without an answer.</summary>
    public Task Silence => _silent.Task;

    /// <summary>Sentences of the requests that were answered, in order.</summary>
    public List<string> Answered { get; } = [];

    public void Dispose()
    {
        _listener.Dispose();
        foreach (TcpClient client in _held)
        {
            client.Dispose();
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _ = AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            string body = await ReadAsync(stream);

            // A client that only looks whether somebody is there sends no body.
            string? message = body.Length == 0 ? Ready : Message(JsonNode.Parse(body)!);
            if (message is null)
            {
                lock (_gate)
                {
                    _held.Add(client);
                }

                _silent.TrySetResult();
                return;
            }

            byte[] payload = Encoding.UTF8.GetBytes($$"""{"id": "1", "object": "chat.completion", "created": 1, "model": "still", "choices": [{"index": 0, "finish_reason": "stop", "message": {{message}} }]}""");
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {payload.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(payload);
            client.Dispose();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // The client went away.
        }
    }

    /// <summary>The assistant's message; null where it stays silent.</summary>
    private string? Message(JsonNode request)
    {
        string said = string.Join('\n', request["messages"]!.AsArray().Select(message => message!["content"]).Select(content =>
            content is JsonArray parts ? string.Join('\n', parts.Select(part => part!["text"]?.GetValue<string>())) : content?.GetValue<string>()));
        if (Facts().Match(said) is not { Success: true } found)
        {
            return Ready;
        }

        JsonNode facts = JsonNode.Parse(found.Groups["json"].Value)!;
        lock (_gate)
        {
            string sentence = facts["prompt"]!.GetValue<string>();
            if (Answered.Append(sentence).Distinct().Count() >= SilentFrom)
            {
                return null;
            }

            Answered.Add(sentence);
        }

        JsonObject arguments = new()
        {
            ["object_box"] = facts["object_box"]!.DeepClone(), ["person_box"] = facts["person_box"]!.DeepClone(), ["pose_type"] = "static", ["body_orientation"] = "profile",
            ["facial_direction"] = "right", ["object_relationship"] = "near", ["object_size"] = "as it is", ["reasoning"] = "It stays.",
        };
        JsonObject call = new() { ["id"] = "call", ["type"] = "function", ["function"] = new JsonObject { ["name"] = "submit_layout", ["arguments"] = arguments.ToJsonString() } };
        return new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(call) }.ToJsonString();
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!Encoding.ASCII.GetString([.. head.TakeLast(4)]).Equals("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Add(one[0]);
        }

        Match length = Length().Match(Encoding.ASCII.GetString([.. head]));
        byte[] body = new byte[length.Success ? int.Parse(length.Groups["bytes"].Value, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        return Encoding.UTF8.GetString(body);
    }

    [GeneratedRegex("```json(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.RightToLeft)]
    private static partial Regex Facts();

    [GeneratedRegex(@"Content-Length:\s*(?<bytes>\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Length();
}
