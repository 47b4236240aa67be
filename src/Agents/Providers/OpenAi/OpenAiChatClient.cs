using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ReCorD.Agents.Conversations;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>
/// The OpenAI chat protocol behind <see cref="IChatClient"/>: texts, images, tools, tool results and usage. Safe to use from
/// several threads.
/// </summary>
internal sealed class OpenAiChatClient(ChatClient client, ChatClientMetadata metadata, OpenAiErrors errors, IReachabilityProbe probe, ChatImageDetailLevel imageDetail) : IChatClient
{
    private readonly OpenAiRequestMapper mapper = new(imageDetail);

    /// <exception cref="ChatProviderException">The endpoint cannot be reached, refuses, or does not speak the protocol.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        try
        {
            ClientResult<ChatCompletion> result = await client.CompleteChatAsync(mapper.Messages(messages), OpenAiRequestMapper.Options(options), cancellationToken).ConfigureAwait(false);
            return Read(result);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException error)
        {
            throw errors.TimedOut(error);
        }
        catch (ClientResultException error)
        {
            throw errors.From(error);
        }
        catch (AggregateException error)
        {
            // The retry policy gathers one exception per try; they are alike, and the first is the cause.
            throw error.InnerExceptions.Any(inner => inner is OperationCanceledException) ? errors.TimedOut(error) : errors.Unreachable(error.InnerExceptions[0]);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw errors.Unreachable(error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException or FormatException or KeyNotFoundException or NullReferenceException)
        {
            // Thrown by the client library while it reads a body that is no chat completion (HTML, other JSON).
            throw errors.NotTheProtocol("the body is no chat completion.", error);
        }
    }

    /// <summary>The whole answer at once; the agents have no use for pieces.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? metadata
            : serviceType == typeof(IReachabilityProbe) ? probe
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // The library's client holds nothing that needs disposal; its connections are shared by the process.
    }

    private ChatResponse Read(ClientResult<ChatCompletion> result)
    {
        // The library reads a body without choices lazily and then fails with an index; the raw body says it plainly.
        using (JsonDocument body = JsonDocument.Parse(result.GetRawResponse().Content))
        {
            if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("choices", out JsonElement choices)
                || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
            {
                throw errors.NotTheProtocol("there are no choices in it.");
            }
        }

        ChatCompletion completion = result.Value;
        List<AIContent> contents = [.. completion.Content.Where(part => !string.IsNullOrEmpty(part.Text)).Select(part => new TextContent(part.Text))];
        if (!string.IsNullOrEmpty(completion.Refusal))
        {
            contents.Add(new TextContent(completion.Refusal));
        }

        contents.AddRange(completion.ToolCalls.Select(ReadCall));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            FinishReason = completion.ToolCalls.Count > 0 ? Microsoft.Extensions.AI.ChatFinishReason.ToolCalls : Microsoft.Extensions.AI.ChatFinishReason.Stop,
            Usage = completion.Usage is { } usage
                ? new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount, TotalTokenCount = usage.TotalTokenCount }
                : null,
        };
    }

    /// <summary>A call; arguments that are no JSON object are kept as its exception, for the tool loop to send back.</summary>
    private static FunctionCallContent ReadCall(ChatToolCall call) => FunctionCallContent.CreateFromParsedArguments(
        call.FunctionArguments.ToString(), call.Id, call.FunctionName,
        static json => string.IsNullOrWhiteSpace(json) ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(json) ?? []);
}
