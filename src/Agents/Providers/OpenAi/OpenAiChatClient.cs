using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers.Capabilities;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>
/// The OpenAI chat protocol behind <see cref="IChatClient"/>: texts, images, tools, tool results and usage. A field that the
/// endpoint refuses by name is left out from then on. Safe to use from several threads.
/// </summary>
internal sealed class OpenAiChatClient(
    ChatClient client, ChatClientMetadata metadata, OpenAiErrors errors, IReachabilityProbe probe, ChatRequestWriter writer, ModelKnowledge knowledge, bool stream) : IChatClient
{
    private const string EventStream = "text/event-stream";

    /// <exception cref="ChatProviderException">The endpoint cannot be reached, refuses, or does not speak the protocol.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] conversation = [.. messages];
        ChatResponseReader reader = new(errors, conversation.Sum(message => message.Contents.OfType<FunctionCallContent>().Count()));
        while (true)
        {
            JsonObject body = writer.Write(conversation, options, stream);
            try
            {
                return await SendAsync(body, reader, cancellationToken).ConfigureAwait(false);
            }
            catch (ClientResultException error) when (error.Status is 400 or 422 && RefusedField.In(OpenAiErrors.Said(error), body) is { } field)
            {
                // Asked again without it, whoever else learned it meanwhile; every turn of the loop leaves out one more of a few fields.
                knowledge.LearnRefusal(field);
            }
            catch (ClientResultException error)
            {
                throw errors.From(error);
            }
            catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
            {
                throw errors.TimedOut(error);
            }
            catch (AggregateException error)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // The retry policy gathers one exception per try; they are alike, and the first is the cause.
                throw error.InnerExceptions.Any(inner => inner is OperationCanceledException) ? errors.TimedOut(error) : errors.Unreachable(error.InnerExceptions[0]);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                throw errors.Unreachable(error);
            }
        }
    }

    /// <summary>The whole answer at once; the agents have no use for pieces.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => OfferedServices.Find(serviceType, serviceKey, this, metadata, probe);

    public void Dispose()
    {
        // The library's client holds nothing that needs disposal; its connections are shared by the process.
    }

    private async Task<ChatResponse> SendAsync(JsonObject body, ChatResponseReader reader, CancellationToken cancellationToken)
    {
        bool inPieces = body.ContainsKey("stream");
        using BinaryContent content = BinaryContent.Create(BinaryData.FromString(body.ToJsonString(AgentJson.Options)));
        RequestOptions request = new() { CancellationToken = cancellationToken, BufferResponse = !inPieces };
        ClientResult result = await client.CompleteChatAsync(content, request).ConfigureAwait(false);
        using PipelineResponse response = result.GetRawResponse();
        if (!inPieces)
        {
            return reader.Read(response.Content.ToMemory());
        }

        if (response.Headers.TryGetValue("Content-Type", out string? type) && type?.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase) == true)
        {
            return await new ChatStreamReader(errors, reader).ReadAsync(response.ContentStream ?? Stream.Null, cancellationToken).ConfigureAwait(false);
        }

        // A server that knows no streaming answers as a whole.
        BinaryData whole = await response.BufferContentAsync(cancellationToken).ConfigureAwait(false);
        return reader.Read(whole.ToMemory());
    }
}
