using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Tools;

/// <summary>Schemas of arguments.</summary>
internal static class Schemas
{
    public const string SceneId = "scene_id";

    /// <summary>The properties of a record, with their descriptions.</summary>
    public static JsonElement Of<T>() => AIJsonUtilities.CreateJsonSchema(typeof(T), serializerOptions: ToolReply.Json);

    /// <summary>One required text.</summary>
    public static JsonElement OfText(string name, string description) => Element(new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [name] = Text(description) },
        ["required"] = new JsonArray(name),
    });

    /// <summary>The schema of a function on one scene, with the scene's id before its own arguments.</summary>
    public static JsonElement WithSceneId(JsonElement schema)
    {
        JsonObject whole = JsonObject.Create(schema)!.DeepClone().AsObject();
        JsonObject properties = new() { [SceneId] = Text("The scene, as open_scene named it.") };
        foreach ((string name, JsonNode? property) in whole["properties"]?.AsObject() ?? [])
        {
            properties[name] = property?.DeepClone();
        }

        whole["type"] = "object";
        whole["properties"] = properties;
        whole["required"] = new JsonArray([SceneId, .. whole["required"]?.AsArray().Select(name => name!.DeepClone()) ?? []]);
        return Element(whole);
    }

    /// <summary>The schema with nothing said about the form of boxes.</summary>
    public static JsonElement WithAnyBoxes(JsonElement schema)
    {
        JsonObject whole = JsonObject.Create(schema)!.DeepClone().AsObject();
        JsonObject properties = whole["properties"]!.AsObject();
        foreach (string box in properties.Select(property => property.Key).Where(name => name.EndsWith("_box", StringComparison.Ordinal)).ToArray())
        {
            properties[box] = new JsonObject();
        }

        return Element(whole);
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonElement Element(JsonObject json) => JsonSerializer.SerializeToElement(json);
}
