using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Exchanges;

/// <summary>An answer as it is kept in files: what the agents read of it, and nothing of the protocol it came by.</summary>
internal sealed record StoredResponse
{
    public required IReadOnlyList<StoredMessage> Messages { get; init; }

    public string? Id { get; init; }

    /// <summary>The model that the endpoint says it was.</summary>
    public string? Model { get; init; }

    public string? FinishReason { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    /// <summary>What the user was told of the model's limits with this answer; null: nothing.</summary>
    public IReadOnlyList<string>? Notices { get; init; }

    public static StoredResponse Of(ChatResponse response) => new()
    {
        Messages = [.. response.Messages.Select(message => new StoredMessage(message.Role.Value, [.. message.Contents.Select(StoredContent.Of)]))],
        Id = response.ResponseId,
        Model = response.ModelId,
        FinishReason = response.FinishReason?.Value,
        InputTokens = response.Usage?.InputTokenCount,
        OutputTokens = response.Usage?.OutputTokenCount,
        Notices = ChatNotices.Of(response) is { Count: > 0 } notices ? notices : null,
    };

    public ChatResponse ToResponse()
    {
        ChatResponse response = Restore();
        ChatNotices.Add(response, Notices ?? []);
        return response;
    }

    private ChatResponse Restore() => new([.. Messages.Select(message => new ChatMessage(new ChatRole(message.Role), [.. message.Contents.Select(content => content.ToContent())]))])
    {
        ResponseId = Id,
        ModelId = Model,
        FinishReason = FinishReason is { } reason ? new ChatFinishReason(reason) : null,
        Usage = InputTokens is null && OutputTokens is null
            ? null
            : new UsageDetails { InputTokenCount = InputTokens, OutputTokenCount = OutputTokens, TotalTokenCount = (InputTokens ?? 0) + (OutputTokens ?? 0) },
    };
}
