using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;

namespace ReCorD.Fakes;

/// <summary>A chat model that is a function of the request. Seems to be elsewhere, so that it gets all decorators.</summary>
internal sealed class FunctionChatClient(Func<int, IReadOnlyList<ChatMessage>, CancellationToken, Task<ChatResponse>> answer) : IChatClient, IReachabilityProbe
{
    private int asked;

    public FunctionChatClient(Func<int, ChatResponse> answer)
        : this((number, _, _) => Task.FromResult(answer(number)))
    {
    }

    /// <summary>Name of the model.</summary>
    public string Model { get; init; } = "model-1";

    /// <summary>Requests so far.</summary>
    public int Asked => asked;

    public static ChatResponse Say(string text, int input = 0, int output = 0) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        ModelId = "model-1",
        ResponseId = "answer-1",
        FinishReason = ChatFinishReason.Stop,
        Usage = input + output == 0 ? null : new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
    };

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        answer(Interlocked.Increment(ref asked), [.. messages], cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The agents do not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("far", new Uri("http://far.example:8080/v1"), Model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public Task EnsureReachableAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
