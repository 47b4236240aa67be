using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Calls;

/// <summary>One call of a tool.</summary>
/// <param name="Arguments">As the client sent them; they fit the tool's schema.</param>
/// <param name="Progress">Told what happens.</param>
internal sealed record ToolCall(IReadOnlyDictionary<string, JsonElement> Arguments, CallProgress Progress)
{
    /// <summary>All arguments as one object.</summary>
    /// <exception cref="JsonException">A value does not fit.</exception>
    public T Read<T>()
    {
        JsonObject json = [.. Arguments.Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(pair.Value.GetRawText())))];
        return json.Deserialize<T>(ToolReply.Json)!;
    }

    /// <summary>A text that the schema requires.</summary>
    public string Text(string name) => Arguments[name].GetString()!;
}
