using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Schemas;

/// <summary>
/// Holds answers to the JSON schema that was asked for (<see cref="ChatOptions.ResponseFormat"/>): one that does not fit goes back once
/// with the reasons and the schema. What then still does not fit is returned as it is, for the agent's fallback to deal with. Fences
/// and talk around the JSON are taken off. Arguments of tools are not looked at here: tools check them and say what to mend.
/// </summary>
/// <param name="innerClient">Gives the answers.</param>
public sealed class SchemaChatClient(IChatClient innerClient) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        ChatResponse first = await base.GetResponseAsync(history, options, cancellationToken).ConfigureAwait(false);
        if (options?.ResponseFormat is not ChatResponseFormatJson { Schema: { } schema })
        {
            return first;
        }

        IReadOnlyList<string> problems = Hold(first, schema);
        if (problems.Count == 0)
        {
            return first;
        }

        history.AddRange(first.Messages);
        history.Add(new ChatMessage(ChatRole.User, Complaint(problems, schema)));
        ChatResponse second = await base.GetResponseAsync(history, options, cancellationToken).ConfigureAwait(false);
        Hold(second, schema);
        return second;
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    /// <summary>What is wrong with an answer. One that fits is left with nothing but its JSON; one that calls tools is no answer yet.</summary>
    private static IReadOnlyList<string> Hold(ChatResponse response, JsonElement schema)
    {
        if (response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Any())
        {
            return [];
        }

        if (JsonAnswer.Find(response.Text, out string problem) is not { } json)
        {
            return [problem];
        }

        IReadOnlyList<string> problems = new JsonSchemaCheck(schema).Problems(json);
        if (problems.Count == 0 && response.Text != json.GetRawText())
        {
            response.Messages = [new ChatMessage(ChatRole.Assistant, json.GetRawText())];
        }

        return problems;
    }

    private static string Complaint(IReadOnlyList<string> problems, JsonElement schema) =>
        $"That answer does not fit: {string.Join(" ", problems)} Answer once more, with nothing but JSON of this schema: {schema.GetRawText()}";
}
