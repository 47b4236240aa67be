using System.Diagnostics;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Telemetry;

/// <summary>One span <c>chat MODEL</c> for each request, its repeats included, with tokens and duration as metrics.</summary>
/// <param name="innerClient">Gives the answers.</param>
/// <param name="agent">Who asks.</param>
/// <param name="content">Whether messages go into the span: prompts, answers and arguments, never pictures.</param>
/// <param name="time">Measures the duration.</param>
public sealed class TelemetryChatClient(IChatClient innerClient, string agent, bool content, TimeProvider time) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        ChatClientMetadata? metadata = this.GetService<ChatClientMetadata>();
        string? model = options?.ModelId ?? metadata?.DefaultModelId;
        using Activity? activity = AgentTelemetry.StartChat(model);
        TagList tags = Tags(metadata, model);
        Describe(activity, tags, options, sent);
        long start = time.GetTimestamp();
        try
        {
            ChatResponse response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            tags.Add(GenAiConventions.ResponseModel, response.ModelId);
            Describe(activity, response);
            Count(response.Usage, tags);
            return response;
        }
        catch (Exception error)
        {
            tags.Add(GenAiConventions.ErrorType, AgentTelemetry.TypeOf(error));
            AgentTelemetry.Fail(activity, error);
            throw;
        }
        finally
        {
            AgentTelemetry.OperationDuration.Record(time.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    private static TagList Tags(ChatClientMetadata? metadata, string? model)
    {
        TagList tags = default;
        tags.Add(GenAiConventions.OperationName, GenAiConventions.Chat);
        tags.Add(GenAiConventions.ProviderName, metadata?.ProviderName);
        tags.Add(GenAiConventions.RequestModel, model);
        if (metadata?.ProviderUri is { } address)
        {
            tags.Add(GenAiConventions.ServerAddress, address.Host);
            tags.Add(GenAiConventions.ServerPort, address.Port);
        }

        return tags;
    }

    private static void Count(UsageDetails? usage, TagList tags)
    {
        Count(usage?.InputTokenCount, GenAiConventions.InputToken, tags);
        Count(usage?.OutputTokenCount, GenAiConventions.OutputToken, tags);
    }

    private static void Count(long? tokens, string type, TagList tags)
    {
        if (tokens is { } count)
        {
            // A copy: the list is a structure.
            tags.Add(GenAiConventions.TokenType, type);
            AgentTelemetry.TokenUsage.Record(count, tags);
        }
    }

    private void Describe(Activity? activity, TagList tags, ChatOptions? options, IReadOnlyList<ChatMessage> sent)
    {
        if (activity is null)
        {
            return;
        }

        foreach ((string name, object? value) in tags)
        {
            activity.SetTag(name, value);
        }

        activity.SetTag(GenAiConventions.AgentName, agent)
            .SetTag(GenAiConventions.RequestTemperature, options?.Temperature)
            .SetTag(GenAiConventions.RequestTopP, options?.TopP)
            .SetTag(GenAiConventions.RequestMaxTokens, options?.MaxOutputTokens)
            .SetTag(GenAiConventions.RequestSeed, options?.Seed)
            .SetTag(GenAiConventions.OutputType, options?.ResponseFormat is ChatResponseFormatJson ? "json" : "text")
            .SetTag(GenAiConventions.InputMessages, content ? TelemetryContent.Write(sent, null) : null);
    }

    private void Describe(Activity? activity, ChatResponse response) => activity?
        .SetTag(GenAiConventions.ResponseId, response.ResponseId)
        .SetTag(GenAiConventions.ResponseModel, response.ModelId)
        .SetTag(GenAiConventions.ResponseFinishReasons, response.FinishReason is { } reason ? new[] { reason.Value } : null)
        .SetTag(GenAiConventions.UsageInputTokens, response.Usage?.InputTokenCount)
        .SetTag(GenAiConventions.UsageOutputTokens, response.Usage?.OutputTokenCount)
        .SetTag(GenAiConventions.OutputMessages, content ? TelemetryContent.Write(response.Messages, response.FinishReason) : null);
}
