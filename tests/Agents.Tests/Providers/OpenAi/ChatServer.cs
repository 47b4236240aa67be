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
    private readonly Queue<ServerAnswer> answers = new();

    public ChatServer()
    {
        listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1";

    /// <summary>The bodies received; an empty object for a request without one.</summary>
    public List<JsonObject> Requests { get; } = [];

    /// <summary>First lines of the requests, as <c>POST /v1/chat/completions HTTP/1.1</c>.</summary>
    public List<string> RequestLines { get; } = [];

    /// <summary>Answers what no answer was prepared for and has a body; without one, as a question for a sign of life, an empty object. Null: status 500.</summary>
    public Func<JsonObject, ServerAnswer>? Respond { get; set; }

    /// <summary>Header lines received, of all requests.</summary>
    public List<string> Headers { get; } = [];

    public TimeSpan Delay { get; set; }

    public ChatServer Answer(int status, string body, string mediaType = "application/json")
    {
        answers.Enqueue(new ServerAnswer(status, body, mediaType));
        return this;
    }

    /// <summary>An answer in pieces.</summary>
    /// <param name="isCut">Whether the connection breaks off where more was promised.</param>
    /// <param name="pieces">The data of the events.</param>
    public ChatServer Stream(bool isCut, params IEnumerable<string> pieces)
    {
        answers.Enqueue(new ServerAnswer(200, string.Concat(pieces.Select(piece => $"data: {piece}\n\n")), "text/event-stream", isCut ? 100 : 0));
        return this;
    }

    /// <summary>A well-formed completion around a message.</summary>
    public ChatServer Complete(string message, string finish = "stop") => Answer(200, Completion(message, finish));

    /// <summary>The body of a well-formed completion around a message.</summary>
    public static string Completion(string message, string finish = "stop") => $$"""
        {"id": "chat-1", "object": "chat.completion", "created": 1, "model": "test-model",
         "choices": [{"index": 0, "finish_reason": "{{finish}}", "message": {{message}} }],
         "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12} }
        """;

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
        RequestLines.Add(head.Split("\r\n")[0]);
        int length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line.Split(':')[1])).FirstOrDefault();
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, stop.Token);
        JsonObject request = length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
        Requests.Add(request);
        await Task.Delay(Delay, stop.Token);
        ServerAnswer answer = answers.Count > 0 ? answers.Dequeue() : Respond is null ? new ServerAnswer(500, "{}") : length == 0 ? new ServerAnswer(200, "{}") : Respond(request);
        byte[] payload = Encoding.UTF8.GetBytes(answer.Body);
        string response = $"HTTP/1.1 {answer.Status} Status\r\nContent-Type: {answer.MediaType}\r\nContent-Length: {payload.Length + answer.Missing}\r\nConnection: close\r\n\r\n";
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
