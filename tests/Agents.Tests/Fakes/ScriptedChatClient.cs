using Microsoft.Extensions.AI;

namespace ReCorD.Fakes;

/// <summary>A chat model that gives prepared answers in order; out of answers it says "I have nothing to add.".</summary>
public sealed class ScriptedChatClient(params IEnumerable<ChatMessage> answers) : IChatClient
{
    private readonly Queue<ChatMessage> remaining = new(answers);

    /// <summary>What was sent, one list for each request.</summary>
    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    public Action? BeforeAnswer { get; set; }

    public static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    /// <summary>An answer that calls tools: name and arguments as JSON, one after another.</summary>
    public static ChatMessage Call(params IEnumerable<(string Tool, string Arguments)> calls) => new(ChatRole.Assistant, [.. calls.Select((call, index) =>
        (AIContent)FunctionCallContent.CreateFromParsedArguments(
            call.Arguments, $"id-{call.Tool}-{index}", call.Tool,
            static json => System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, object?>>(json)))]);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BeforeAnswer?.Invoke();
        Requests.Add([.. messages]);
        Options.Add(options);
        return Task.FromResult(new ChatResponse(remaining.Count > 0 ? remaining.Dequeue() : Say("I have nothing to add.")));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The agents do not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
