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
        if (Mistake(text) is { } mistake)
        {
            return Error(mistake);
        }

        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = text }, .. images.Select(image => ImageContentBlock.FromBytes(image.Data, image.MediaType)), .. links],
        };
    }

    private static string? Mistake(string text)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
