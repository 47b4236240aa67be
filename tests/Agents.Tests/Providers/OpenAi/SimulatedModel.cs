using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Fakes;
using ReCorD.Plugins.Layout;

namespace ReCorD.Agents.Tests.Providers.OpenAi;

/// <summary>
/// A model behind a <see cref="ChatServer"/> that solves the agents' tasks by tools where it has them, by JSON in its text where it
/// has none, and refuses what it was not given in the words of real servers.
/// </summary>
internal sealed class SimulatedModel
{
    public static readonly BoxArgument ObjectBox = new(400, 300, 480, 380);

    private static readonly BoxArgument PersonBox = BoxArgument.From(StickFigure.Kicking.ToPose().PersonBox);

    private static readonly Dictionary<string, string> Answers = new()
    {
        ["ready"] = "{}",
        ["submit_pose_choice"] = """{"candidate_index": 1, "reasoning": "the leg is raised"}""",
        ["submit_layout"] = $$"""
            {"object_box": {{Json(ObjectBox)}}, "person_box": {{Json(PersonBox)}}, "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "right",
             "object_relationship": "in front of", "object_size": "small", "reasoning": "before the foot"}
            """,
    };

    /// <summary>Status and body for requests with tools; null: they are taken.</summary>
    public ServerAnswer? WithoutTools { get; init; }

    /// <summary>The same for pictures.</summary>
    public ServerAnswer? WithoutVision { get; init; }

    /// <summary>The same for JSON schemas.</summary>
    public ServerAnswer? WithoutSchemas { get; init; }

    /// <summary>Whether tools and schemas are taken and then disregarded, and pictures not looked at.</summary>
    public bool IgnoresAll { get; init; }

    /// <summary>Whether answers are streamed where that is asked for.</summary>
    public bool Streams { get; init; } = true;

    public ServerAnswer Answer(JsonObject request)
    {
        string text = request["messages"]!.ToJsonString();
        bool hasPictures = text.Contains("image_url", StringComparison.Ordinal);
        string[] tools = [.. request["tools"]?.AsArray().Select(tool => tool!["function"]!["name"]!.GetValue<string>()) ?? []];
        ServerAnswer? refusal = (tools.Length > 0 ? WithoutTools : null) ?? (hasPictures ? WithoutVision : null) ?? (request.ContainsKey("response_format") ? WithoutSchemas : null);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!IgnoresAll && Array.Find(tools, Answers.ContainsKey) is { } tool)
        {
            return Complete(request, $$"""{"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "{{tool}}", "arguments": {{Quote(Answers[tool])}} } }]}""");
        }

        string system = request["messages"]![0]!["role"]!.GetValue<string>() == "system" ? request["messages"]![0]!["content"]!.ToJsonString() : "";
        string said = Answers.Keys.FirstOrDefault(name => system.Contains($"\\n\\n{name}: ", StringComparison.Ordinal)) is { } told
            ? $"Let me think.\n```json\n{{\"tool\": \"{told}\", \"arguments\": {Answers[told]}}}\n```\nThat is my answer."
            : IgnoresAll ? "I am a language model."
            : hasPictures ? "Red."
            : """{"ready": true}""";
        return Complete(request, $$"""{"role": "assistant", "content": {{Quote(said)}} }""");
    }

    private ServerAnswer Complete(JsonObject request, string message)
    {
        if (request["stream"]?.GetValue<bool>() is not true || !Streams)
        {
            return new ServerAnswer(200, ChatServer.Completion(message));
        }

        JsonObject delta = JsonNode.Parse(message)!.AsObject();
        if (delta["tool_calls"] is JsonArray calls)
        {
            calls[0]!["index"] = 0;
        }

        string piece = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta }) }.ToJsonString();
        return new ServerAnswer(200, $"data: {piece}\n\ndata: {{\"choices\": [{{\"index\": 0, \"delta\": {{}}, \"finish_reason\": \"stop\"}}]}}\n\ndata: [DONE]\n\n", "text/event-stream");
    }

    private static string Json(BoxArgument box) => $$"""{"x1": {{box.X1}}, "y1": {{box.Y1}}, "x2": {{box.X2}}, "y2": {{box.Y2}} }""";

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
