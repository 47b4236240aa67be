using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers.PlainJson;

/// <summary>Tools in words, and as the schema of an answer that calls one.</summary>
internal static class ToolDescriptions
{
    /// <summary>For the system message: how to call a tool, and which there are.</summary>
    public static string Words(IEnumerable<AIFunctionDeclaration> tools)
    {
        StringBuilder words = new("""
            You have tools. To call one, write a JSON object of this form and nothing after it:
            {"tool": "name of the tool", "arguments": {"name": "value"}}
            The result comes as the next message. Wherever you are told to call a tool, do it in this way. The tools, each with the JSON schema of its arguments:
            """);
        foreach (AIFunctionDeclaration tool in tools)
        {
            words.Append("\n\n").Append(tool.Name).Append(": ").Append(tool.Description).Append('\n').Append(JsonSerializer.Serialize(tool.JsonSchema, AgentJson.Options));
        }

        return words.ToString();
    }

    /// <summary>The schema of one call of any of the tools.</summary>
    public static JsonElement Schema(IReadOnlyList<AIFunctionDeclaration> tools)
    {
        JsonObject[] calls = [.. tools.Select(tool => Call([tool.Name], Arguments(tool)))];
        JsonObject schema = calls.Length == 1 ? calls[0] : new JsonObject { ["type"] = "object", ["anyOf"] = new JsonArray([.. calls]) };

        // Pointers inside a tool's schema would lead astray here; the tool itself checks its arguments.
        if (schema.ToJsonString().Contains("\"$ref\"", StringComparison.Ordinal))
        {
            schema = Call([.. tools.Select(tool => tool.Name)], new JsonObject { ["type"] = "object" });
        }

        return JsonSerializer.SerializeToElement(schema);
    }

    private static JsonObject Call(IEnumerable<string> names, JsonNode arguments) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["tool"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) },
            ["arguments"] = arguments,
        },
        ["required"] = new JsonArray("tool", "arguments"),
        ["additionalProperties"] = false,
    };

    private static JsonNode Arguments(AIFunctionDeclaration tool)
    {
        JsonNode schema = JsonNode.Parse(tool.JsonSchema.GetRawText())!;
        (schema as JsonObject)?.Remove("$schema");
        return schema;
    }
}
