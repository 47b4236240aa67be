using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Telemetry;

namespace ReCorD.Agents.Conversations;

/// <summary>
/// Runs the tools that the inner model calls and gives it the results, round after round, until it answers without a call, the
/// task is complete or the rounds are used up. A model's mistakes (unknown tool, arguments that do not fit, a tool before its
/// time, too many calls at once) go back to it as results, and what it says at too great a length is cut; failures of the run itself (engine, files, memory, cancellation) end it.
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

            IList<ChatMessage> answers = AnswerLimit.Apply(response.Messages, loop.MaximumText);
            Append(answers, history, added);
            FunctionCallContent[] calls = [.. answers.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
            if (calls.Length == 0)
            {
                break;
            }

            List<AIContent> results = [];
            foreach (FunctionCallContent call in calls)
            {
                results.Add(new FunctionResultContent(call.CallId, await AnswerAsync(call, results.Count, options, cancellationToken).ConfigureAwait(false)));
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

    /// <param name="call">One of the calls of an answer.</param>
    /// <param name="index">Calls of the same answer before it.</param>
    /// <param name="options">With the tools.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    private async Task<object?> AnswerAsync(FunctionCallContent call, int index, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (loop.IsComplete())
        {
            return "Not run: the task was already complete.";
        }

        if (index >= loop.MaximumCalls)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Not run: at most {loop.MaximumCalls} tools are run for one answer. Look at their results first, then call again.");
        }

        AIFunction[] tools = [.. options?.Tools?.OfType<AIFunction>() ?? []];
        AIFunction? tool = Array.Find(tools, candidate => candidate.Name == call.Name);
        using Activity? activity = AgentTelemetry.StartTool(call, tool, loop.TraceContent);
        try
        {
            object? result = tool is null
                ? $"There is no tool '{call.Name}'. Tools: {string.Join(", ", tools.Select(known => known.Name))}."
                : await InvokeAsync(call, tool, cancellationToken).ConfigureAwait(false);
            activity?.SetTag(GenAiConventions.ToolCallResult, loop.TraceContent ? ToolResultParts.Split(result).Text : null);
            return result;
        }
        catch (Exception error)
        {
            AgentTelemetry.Fail(activity, error);
            throw;
        }
    }

    private static async Task<object?> InvokeAsync(FunctionCallContent call, AIFunction tool, CancellationToken cancellationToken)
    {
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
