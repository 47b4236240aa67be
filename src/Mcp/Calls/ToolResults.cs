using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ReCorD.Agents.Conversations;

namespace ReCorD.Mcp.Calls;

/// <summary>Between what tools return and what the protocol carries.</summary>
internal static class ToolResults
{
    public static CallToolResult Error(string message) => new() { IsError = true, Content = [new TextContentBlock { Text = message }] };

    /// <summary>Text first, then pictures in their order. A tool's <c>{"error": …}</c> is an error to the client too.</summary>
    /// <param name="result">What a tool returned.</param>
    /// <param name="links">Files that belong to it.</param>
    public static CallToolResult Of(object? result, params IEnumerable<ContentBlock> links)
    {
        (string text, IReadOnlyList<DataContent> images) = ToolResultParts.Split(result);

        // The reply is the first line; notes on how arguments were read may follow.
        string[] parts = text.Split('\n', 2);
        if (Mistake(parts[0]) is { } mistake)
        {
            return Error(string.Join('\n', [mistake, .. parts[1..]]));
        }

        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = text }, .. images.Select(image => ImageContentBlock.FromBytes(image.Data, image.MediaType)), .. links],
        };
    }

    private static string? Mistake(string reply)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(reply);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
