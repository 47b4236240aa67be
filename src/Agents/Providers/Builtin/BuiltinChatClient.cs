using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>
/// The default chat model: a modest planner that works offline and always the same way. It sees what any model sees - the
/// messages and the tools - and answers by calling tools: it measures poses, scores them against what affordances.yaml says of the
/// action, computes where the object belongs and says in its reasoning how. It does not look at pictures and cannot talk.
/// </summary>
internal sealed class BuiltinChatClient : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("builtin", defaultModelId: "builtin-planner");

    private readonly IPlannerStep[] steps;

    public BuiltinChatClient(AffordanceLibrary affordances) =>
        steps =
        [
            new InteractionsStep(), new CandidateStep(), new MoreCandidatesStep(affordances), new PoseChoiceStep(affordances), new LayoutStep(affordances), new CorrectionStep(), new BranchStep(affordances),
            new FinishStep(), new CritiqueStep(affordances),
        ];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        ChatMessage answer = Answer(ConversationReading.Of(messages, options));
        bool calls = answer.Contents.OfType<FunctionCallContent>().Any();
        return Task.FromResult(new ChatResponse(answer) { ModelId = Metadata.DefaultModelId, FinishReason = calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => OfferedServices.Find(serviceType, serviceKey, this, Metadata);

    public void Dispose()
    {
        // Holds nothing.
    }

    private ChatMessage Answer(ConversationReading reading)
    {
        if (reading.Facts is null)
        {
            return new ChatMessage(ChatRole.Assistant, "I am the built-in planner: I work on scenes whose facts stand in a fenced JSON block, and cannot talk. Configure another chat provider for that.");
        }

        foreach (IPlannerStep step in steps)
        {
            IReadOnlyList<PlannedCall> calls = step.Next(reading);
            if (calls.Count > 0)
            {
                return new ChatMessage(ChatRole.Assistant, [.. calls.Select((call, index) => Call(call, reading.Calls.Count + index))]);
            }
        }

        return new ChatMessage(ChatRole.Assistant, "Nothing is left to do.");
    }

    private static FunctionCallContent Call(PlannedCall call, int number) => new FunctionCallContent(
        string.Create(CultureInfo.InvariantCulture, $"call-{number}"), call.Tool, Arguments(call.Arguments));

    private static Dictionary<string, object?> Arguments(JsonObject arguments) => arguments.ToDictionary(
        pair => pair.Key, pair => pair.Value is null ? null : (object?)JsonSerializer.SerializeToElement(pair.Value), StringComparer.Ordinal);
}
