using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.AI;
using static ReCorD.Agents.Providers.OpenAi.ChatResponseReader;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Puts a completion together that comes in pieces, as server-sent events. One that stops before its end is no answer.</summary>
internal sealed class ChatStreamReader(OpenAiErrors errors, ChatResponseReader whole)
{
    private const string End = "[DONE]";

    /// <exception cref="ChatProviderException">The connection was cut, the endpoint failed midway, or the pieces are not of the protocol.</exception>
    public async Task<ChatResponse> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        CompletionParts parts = new();
        bool hasPieces = false;
        try
        {
            await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                if (item.Data == End)
                {
                    return hasPieces ? whole.Compose(parts) : throw errors.NotTheProtocol("there are no choices in it.");
                }

                using JsonDocument piece = JsonDocument.Parse(item.Data);
                hasPieces |= Add(parts, piece.RootElement);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw errors.CutOff(error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw errors.NotTheProtocol("a piece of the answer is no part of a chat completion.", error);
        }

        // Some servers leave the end mark out, but none the reason why they finished.
        return parts.FinishReason.Length > 0 ? whole.Compose(parts)
            : hasPieces ? throw errors.CutOff(null)
            : throw errors.NotTheProtocol("there are no choices in it.");
    }

    /// <returns>Whether the piece had a choice.</returns>
    private bool Add(CompletionParts parts, JsonElement piece)
    {
        if (Member(piece, "error") is { } failure)
        {
            throw errors.FailedMidway(failure.ValueKind == JsonValueKind.String ? failure.GetString()! : Text(failure, "message"));
        }

        parts.Id = Text(piece, "id") is { Length: > 0 } id ? id : parts.Id;
        parts.Model = Text(piece, "model") is { Length: > 0 } model ? model : parts.Model;
        parts.Usage = Usage(piece) ?? parts.Usage;
        JsonElement[] choices = [.. Items(piece, "choices")];
        foreach (JsonElement choice in choices.Take(1))
        {
            parts.FinishReason = Text(choice, "finish_reason") is { Length: > 0 } reason ? reason : parts.FinishReason;
            if (Member(choice, "delta") is { } delta)
            {
                AddDelta(parts, delta);
            }
        }

        return choices.Length > 0;
    }

    private static void AddDelta(CompletionParts parts, JsonElement delta)
    {
        parts.Text += Text(delta, "content");
        parts.Refusal += Text(delta, "refusal");
        parts.Reasoning += Text(delta, "reasoning_content") is { Length: > 0 } reasoning ? reasoning : Text(delta, "reasoning");
        foreach (JsonElement call in Items(delta, "tool_calls"))
        {
            CallParts target = Target(parts.Calls, call);
            target.Id = Text(call, "id") is { Length: > 0 } id ? id : target.Id;
            if (Member(call, "function") is { } function)
            {
                target.Name += Text(function, "name");
                target.Arguments += Arguments(function);
            }
        }
    }

    /// <summary>The call that a piece belongs to: by its index, else by its id; a piece with a new id begins a new call.</summary>
    private static CallParts Target(List<CallParts> calls, JsonElement piece)
    {
        string id = Text(piece, "id");
        int index = Member(piece, "index") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32()
            : calls.FindIndex(call => call.Id == id) is var found and >= 0 ? found
            : id.Length > 0 || calls.Count == 0 ? calls.Count : calls.Count - 1;
        if (index < 0 || index > calls.Count)
        {
            throw new JsonException($"A piece of a tool call has the index {index}, but {calls.Count} calls were begun.");
        }

        if (index == calls.Count)
        {
            calls.Add(new CallParts());
        }

        return calls[index];
    }
}
