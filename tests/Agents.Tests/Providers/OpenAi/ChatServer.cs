using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ReCorD.Agents.Tests.Providers.OpenAi;

/// <summary>A local HTTP server that speaks as much of the chat protocol as a test prepares, on a free port of 127.0.0.1.</summary>
internal sealed class ChatServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<(int Status, string Body, string MediaType)> answers = new();

    public ChatServer()
    {
        listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1";

    /// <summary>The bodies received; an empty object for a request without one.</summary>
    public List<JsonObject> Requests { get; } = [];

    /// <summary>Header lines received, of all requests.</summary>
    public List<string> Headers { get; } = [];

    public TimeSpan Delay { get; set; }

    public ChatServer Answer(int status, string body, string mediaType = "application/json")
    {
        answers.Enqueue((status, body, mediaType));
        return this;
    }

    /// <summary>A well-formed completion around a message.</summary>
    public ChatServer Complete(string message, string finish = "stop") => Answer(200, $$"""
        {"id": "chat-1", "object": "chat.completion", "created": 1, "model": "test-model",
         "choices": [{"index": 0, "finish_reason": "{{finish}}", "message": {{message}} }],
         "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12} }
        """);

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or IOException or SocketException)
        {
            // The test is over, or its client went away.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        string head = await ReadHeadAsync(stream);
        Headers.AddRange(head.Split("\r\n"));
        int length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line.Split(':')[1])).FirstOrDefault();
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, stop.Token);
        Requests.Add(length == 0 ? [] : JsonNode.Parse(body)!.AsObject());
        await Task.Delay(Delay, stop.Token);
        (int status, string text, string mediaType) = answers.Count > 0 ? answers.Dequeue() : (500, "{}", "application/json");
        byte[] payload = Encoding.UTF8.GetBytes(text);
        string response = $"HTTP/1.1 {status} Status\r\nContent-Type: {mediaType}\r\nContent-Length: {payload.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(response), stop.Token);
        await stream.WriteAsync(payload, stop.Token);
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || head[^4] != '\r' || head[^3] != '\n' || head[^2] != '\r' || head[^1] != '\n')
        {
            await stream.ReadExactlyAsync(one, stop.Token);
            head.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. head]);
    }
}
