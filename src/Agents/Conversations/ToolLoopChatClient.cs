using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>
/// Runs the tools that the inner model calls and gives it the results, round after round, until it answers without a call, the
/// task is complete or the rounds are used up. A model's mistakes (unknown tool, arguments that do not fit, a tool before its
/// time) go back to it as results; failures of the run itself (engine, files, memory, cancellation) end it.
/// </summary>
public sealed class ToolLoopChatClient : DelegatingChatClient
{
    private static readonly string[] EngineNamespaces = ["ReCorD.Compute", "ReCorD.Diffusion", "ReCorD.Vision"];

    private readonly ToolLoopOptions loop;

    public ToolLoopChatClient(IChatClient innerClient, ToolLoopOptions options)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaximumRounds);
        loop = options;
    }

    /// <returns>All messages of the loop in order: answers of the model and results of tools.</returns>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        List<ChatMessage> added = [];
        UsageDetails usage = new();
        ChatResponse response = new();
        loop.Transcript?.Record(loop.Agent, history);
        for (int round = 0; round < loop.MaximumRounds; round++)
        {
            response = await base.GetResponseAsync(history, options, cancellationToken).ConfigureAwait(false);
            if (response.Usage is { } spent)
            {
                usage.Add(spent);
            }

            Append(response.Messages, history, added);
            FunctionCallContent[] calls = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
            if (calls.Length == 0)
            {
                break;
            }

            List<AIContent> results = [];
            foreach (FunctionCallContent call in calls)
            {
                object? result = loop.IsComplete() ? "Not run: the task was already complete." : await InvokeAsync(call, options, cancellationToken).ConfigureAwait(false);
                results.Add(new FunctionResultContent(call.CallId, result));
            }

            Append([new ChatMessage(ChatRole.Tool, results)], history, added);
            if (loop.IsComplete())
            {
                break;
            }
        }

        return new ChatResponse(added) { FinishReason = response.FinishReason, ModelId = response.ModelId, ResponseId = response.ResponseId, Usage = usage };
    }

    /// <summary>The same loop; the updates come when it has ended.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    private void Append(IList<ChatMessage> messages, List<ChatMessage> history, List<ChatMessage> added)
    {
        history.AddRange(messages);
        added.AddRange(messages);
        loop.Transcript?.Record(loop.Agent, messages);
    }

    private static async Task<object?> InvokeAsync(FunctionCallContent call, ChatOptions? options, CancellationToken cancellationToken)
    {
        AIFunction[] tools = [.. options?.Tools?.OfType<AIFunction>() ?? []];
        AIFunction? tool = Array.Find(tools, candidate => candidate.Name == call.Name);
        if (tool is null)
        {
            return $"There is no tool '{call.Name}'. Tools: {string.Join(", ", tools.Select(known => known.Name))}.";
        }

        if (call.Exception is not null)
        {
            return $"The arguments of {call.Name} are not a JSON object: {call.Exception.Message} Send arguments of this schema: {tool.JsonSchema.GetRawText()}";
        }

        try
        {
            return await tool.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is (ArgumentException or JsonException or FormatException or NotSupportedException) && !IsOfTheEngine(error))
        {
            return $"The arguments of {call.Name} do not fit: {error.Message} Send arguments of this schema: {tool.JsonSchema.GetRawText()}";
        }
        catch (InvalidOperationException error) when (!IsOfTheEngine(error))
        {
            return $"{call.Name} failed ({error.GetType().Name}). Try other arguments or go on without it.";
        }
    }

    /// <summary>Whether the engine says that it failed; no other arguments would help then.</summary>
    private static bool IsOfTheEngine(Exception error) =>
        error.GetType().Namespace is { } name && EngineNamespaces.Any(engine => name == engine || name.StartsWith($"{engine}.", StringComparison.Ordinal));
}
