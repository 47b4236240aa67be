using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>JSON as it goes to models and into records: on one line, letters of all scripts as they are.</summary>
internal static class AgentJson
{
    public static JsonSerializerOptions Options { get; } = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The arguments of a call as a JSON object.</summary>
    public static string Arguments(FunctionCallContent call) => JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Options);

    /// <summary>The arguments that a model wrote; none where it wrote nothing.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static Dictionary<string, object?> ParseArguments(string json) => string.IsNullOrWhiteSpace(json) ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(json) ?? [];
}
