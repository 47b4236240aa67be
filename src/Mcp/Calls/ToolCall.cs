using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Calls;

/// <summary>One call of a tool.</summary>
/// <param name="Arguments">As the client sent them. A tool sees only calls whose arguments fit its schema.</param>
/// <param name="Progress">Told what happens.</param>
internal sealed record ToolCall(IReadOnlyDictionary<string, JsonElement> Arguments, CallProgress Progress)
{
    /// <summary>All arguments as one object.</summary>
    /// <exception cref="ArgumentMismatchException">A value does not fit.</exception>
    public T Read<T>()
    {
        try
        {
            JsonObject json = [.. Arguments.Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(pair.Value.GetRawText())))];
            return json.Deserialize<T>(ToolReply.Json)!;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new ArgumentMismatchException(error.Message, error);
        }
    }

    /// <summary>A text that the schema requires.</summary>
    public string Text(string name) => Arguments[name].GetString()!;
}
