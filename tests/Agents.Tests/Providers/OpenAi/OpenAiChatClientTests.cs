using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Resilience;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.OpenAi;

namespace ReCorD.Agents.Tests.Providers.OpenAi;

public sealed class OpenAiChatClientTests : IDisposable
{
    private const string Key = "sk-very-secret";

    private readonly ChatServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task GetResponseAsync_Text_ReturnsTextAndUsage()
    {
        server.Complete("""{"role": "assistant", "content": "hello"}""");

        ChatResponse response = await AskAsync("hi");

        Assert.Equal("hello", response.Text);
        Assert.Equal(12, response.Usage!.TotalTokenCount);
        Assert.Equal("test-model", response.ModelId);
        Assert.Equal("my-model", server.Requests[0]["model"]!.GetValue<string>());
        Assert.Contains($"Authorization: Bearer {Key}", server.Headers);
    }

    [Fact]
    public async Task GetResponseAsync_Images_ArriveAsPartsWithDetail()
    {
        server.Complete("""{"role": "assistant", "content": "seen"}""");
        ChatMessage message = new(ChatRole.User, [new TextContent("look"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]);

        await AskAsync([new ChatMessage(ChatRole.System, "be brief"), message]);

        JsonArray messages = server.Requests[0]["messages"]!.AsArray();
        Assert.Equal("system", messages[0]!["role"]!.GetValue<string>());
        JsonArray parts = messages[1]!["content"]!.AsArray();
        Assert.Equal("look", parts[0]!["text"]!.GetValue<string>());
        Assert.Equal("data:image/png;base64,AQID", parts[1]!["image_url"]!["url"]!.GetValue<string>());
        Assert.Equal("low", parts[1]!["image_url"]!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task GetResponseAsync_Tools_AreOfferedAndCallsRead()
    {
        server.Complete(Calls("""{"id": "c1", "type": "function", "function": {"name": "locate_object", "arguments": "{\"candidate_index\": 2}"} }"""), "tool_calls");

        ChatResponse response = await AskAsync("go", Tool());

        JsonNode function = server.Requests[0]["tools"]![0]!["function"]!;
        Assert.Equal("locate_object", function["name"]!.GetValue<string>());
        Assert.Equal("integer", function["parameters"]!["properties"]!["candidate_index"]!["type"]!.GetValue<string>());
        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(("c1", "locate_object", "2"), (call.CallId, call.Name, call.Arguments!["candidate_index"]!.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Theory]
    [InlineData("{broken")]
    [InlineData("[1]")]
    public async Task GetResponseAsync_ArgumentsThatAreNoObject_AreKeptAsTheCallsException(string arguments)
    {
        server.Complete(Calls($$"""{"id": "c1", "type": "function", "function": {"name": "locate_object", "arguments": "{{arguments}}"} }"""), "tool_calls");

        ChatResponse response = await AskAsync("go", Tool());

        Assert.NotNull(Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Exception);
    }

    /// <summary>The same conversation gives the same ids, whoever asked the client before.</summary>
    [Fact]
    public async Task GetResponseAsync_CallsWithoutId_AreCountedOnFromTheConversation()
    {
        server.Complete(Calls("""{"function": {"name": "a", "arguments": "{}"} }, {"function": {"name": "b", "arguments": "{}"} }"""), "tool_calls");
        server.Complete(Calls("""{"function": {"name": "c", "arguments": "{}"} }"""), "tool_calls");
        ChatMessage user = new(ChatRole.User, "go");

        ChatResponse first = await AskAsync([user]);
        ChatResponse second = await AskAsync([user, .. first.Messages, new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call-1", "x"), new FunctionResultContent("call-2", "y")])]);

        Assert.Equal(["call-1", "call-2", "call-3"], first.Messages.Concat(second.Messages).SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId));
    }

    [Fact]
    public async Task GetResponseAsync_ToolResultsWithImages_TextsFirstThenPicturesInAUserMessage()
    {
        server.Complete("""{"role": "assistant", "content": "ok"}""");
        AIContent[] rich = [new TextContent("""{"preview": 1}"""), new DataContent(new byte[] { 9 }, "image/jpeg") { Name = "preview" }];

        await AskAsync([
            new ChatMessage(ChatRole.User, "go"),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "try_layout", new Dictionary<string, object?> { ["x"] = 1 }), new FunctionCallContent("c2", "extract_pose")]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", rich), new FunctionResultContent("c2", "plain")]),
        ]);

        JsonArray messages = server.Requests[0]["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "tool", "tool", "user"], messages.Select(message => message!["role"]!.GetValue<string>()));
        Assert.Equal("""{"x":1}""", messages[1]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());
        Assert.Equal(("c1", """{"preview": 1}"""), (messages[2]!["tool_call_id"]!.GetValue<string>(), TextOf(messages[2]!["content"]!)));
        Assert.Equal("plain", TextOf(messages[3]!["content"]!));
        Assert.Equal("data:image/jpeg;base64,CQ==", messages[4]!["content"]![1]!["image_url"]!["url"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(302, "", "sends requests elsewhere (HTTP 302)")]
    [InlineData(401, """{"error": {"message": "Incorrect API key provided: sk-very-secret"}}""", "refuses the key")]
    [InlineData(403, "{}", "refuses the key")]
    [InlineData(404, """{"error": {"message": "no such model"}}""", "no model 'my-model'")]
    [InlineData(429, """{"error": {"message": "slow down"}}""", "rate or quota")]
    [InlineData(400, """{"error": {"message": "images are not supported"}}""", "images are not supported")]
    [InlineData(500, "<html>oops</html>", "failed (HTTP 500)")]
    [InlineData(503, "", "failed (HTTP 503)")]
    public async Task GetResponseAsync_ErrorStatus_IsOneClearMessageWithoutTheKey(int status, string body, string expected)
    {
        server.Answer(status, body);

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync("hi"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(status, error.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"half\": ")]
    [InlineData("<!DOCTYPE html><html><body>Welcome</body></html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"choices\": []}")]
    [InlineData("{\"choices\": 5}")]
    [InlineData("{\"choices\": [7]}")]
    [InlineData("{\"choices\": [{}]}")]
    [InlineData("{\"choices\": [{\"message\": null}]}")]
    [InlineData("{\"choices\": [{\"index\": 0, \"finish_reason\": \"stop\", \"message\": {\"role\": \"assistant\", \"tool_calls\": [1]}}]}")]
    public async Task GetResponseAsync_BodyThatIsNotTheProtocol_IsAProviderError(string body)
    {
        server.Answer(200, body);

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync("hi"));

        Assert.Contains("not the OpenAI chat protocol", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_NobodyListens_SaysUnreachable()
    {
        TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync("hi", address: $"http://127.0.0.1:{port}/v1"));

        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_FailsOnceWithARetry_Succeeds()
    {
        server.Answer(503, "").Complete("""{"role": "assistant", "content": "hello"}""");

        Assert.Equal("hello", (await AskAsync("hi", retries: 1)).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task GetResponseAsync_NobodyListensWithARetry_SaysUnreachableOnce()
    {
        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync("hi", address: "http://127.0.0.1:1/v1", retries: 1));

        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_SlowServer_SaysTimeout()
    {
        server.Delay = TimeSpan.FromSeconds(20);

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync("hi", timeout: 0.2));

        Assert.Contains("did not answer in time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_Cancelled_IsACancellation()
    {
        server.Delay = TimeSpan.FromSeconds(20);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync([new ChatMessage(ChatRole.User, "hi")], cancellationToken: source.Token));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task EnsureReachableAsync_AnyStatus_IsASignOfLifeAndSendsNoKey(int status)
    {
        server.Answer(status, "{}");

        await ProbeAsync(server.Address);

        Assert.Equal("GET /v1/models HTTP/1.1", server.Headers[0]);
        Assert.DoesNotContain(server.Headers, line => line.Contains(Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/v1")]
    [InlineData("http://me:password@127.0.0.1:1/v1")]
    public async Task EnsureReachableAsync_NobodyListens_SaysUnreachableWithoutThePassword(string address)
    {
        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => ProbeAsync(address));

        Assert.Contains("at http://127.0.0.1:1/v1 cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureReachableAsync_SilentServer_SaysUnreachable()
    {
        server.Delay = TimeSpan.FromSeconds(20);

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => ProbeAsync(server.Address, timeout: 0.2));

        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    private static async Task ProbeAsync(string address, double timeout = 10)
    {
        ChatProviderSettings settings = new() { Endpoint = address, Model = "my-model", ApiKey = Key, TimeoutSeconds = timeout };
        using IChatClient client = new OpenAiChatClientFactory().Create("test", settings, _ => null);
        await client.GetService<IReachabilityProbe>()!.EnsureReachableAsync(CancellationToken.None);
    }

    private static string TextOf(JsonNode content) => content is JsonArray parts ? parts[0]!["text"]!.GetValue<string>() : content.GetValue<string>();

    private static string Calls(string call) => $$"""{"role": "assistant", "content": null, "tool_calls": [{{call}}]}""";

    private static ChatOptions Tool() => new()
    {
        Tools = [AIFunctionFactory.Create(([Description("Number.")] int candidate_index) => candidate_index, "locate_object", "Locates.")],
    };

    private Task<ChatResponse> AskAsync(string text, ChatOptions? options = null, string? address = null, double timeout = 10, int retries = 0) =>
        AskAsync([new ChatMessage(ChatRole.User, text)], options, address, timeout, retries);

    private async Task<ChatResponse> AskAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options = null, string? address = null, double timeout = 10, int retries = 0, CancellationToken cancellationToken = default)
    {
        ChatProviderSettings settings = new() { Endpoint = address ?? server.Address, Model = "my-model", ApiKey = Key, TimeoutSeconds = timeout, Retries = retries };
        using RetryChatClient client = new(new OpenAiChatClientFactory().Create("test", settings, _ => null), new RetryOptions { Retries = retries, FirstDelay = TimeSpan.Zero });
        return await client.GetResponseAsync(messages, options, cancellationToken);
    }
}
