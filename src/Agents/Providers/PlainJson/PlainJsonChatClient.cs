using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers.PlainJson;

/// <summary>
/// Tools for models that know none: they are described in words, called by <c>{"tool": ..., "arguments": {...}}</c> in the text
/// of answers, and answered by messages of the user. To the outside they are ordinary tool calls.
/// </summary>
/// <param name="innerClient">The model.</param>
/// <param name="takesSchema">Whether the model can be held to a JSON schema.</param>
internal sealed class PlainJsonChatClient(IChatClient innerClient, bool takesSchema) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        AIFunctionDeclaration[] tools = [.. options?.Tools?.OfType<AIFunctionDeclaration>() ?? []];
        if (tools.Length == 0)
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }

        ChatMessage[] conversation = [.. messages];
        ChatOptions plain = options!.Clone();
        (plain.Tools, plain.ToolMode, plain.AllowMultipleToolCalls) = (null, null, null);
        plain.ResponseFormat = takesSchema ? ChatResponseFormat.ForJsonSchema(ToolDescriptions.Schema(tools), "tool_call") : null;
        ChatResponse response = await base.GetResponseAsync(PlainConversation.Of(conversation, tools), plain, cancellationToken).ConfigureAwait(false);
        return WithCalls(response, tools, conversation.Sum(message => message.Contents.OfType<FunctionCallContent>().Count()));
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    /// <param name="response">The model's answer.</param>
    /// <param name="tools">What it may call.</param>
    /// <param name="earlier">Calls in the conversation so far, from which new ones are counted on.</param>
    private static ChatResponse WithCalls(ChatResponse response, AIFunctionDeclaration[] tools, int earlier)
    {
        PlainAnswer answer = PlainAnswer.Read(response.Text, tools, earlier);
        if (answer.Calls.Count == 0)
        {
            return response;
        }

        List<AIContent> contents = [.. response.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>()];
        if (answer.Text.Length > 0)
        {
            contents.Add(new TextContent(answer.Text));
        }

        contents.AddRange(answer.Calls);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = response.ResponseId, ModelId = response.ModelId, Usage = response.Usage, FinishReason = ChatFinishReason.ToolCalls,
        };
    }
}
