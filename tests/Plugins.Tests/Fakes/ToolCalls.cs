using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Fakes;

/// <summary>Calls tools as chat clients do.</summary>
internal static class ToolCalls
{
    public const string Layout = """
        {"object_box": {"x1": 300, "y1": 300, "x2": 430, "y2": 430}, "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "right",
         "object_relationship": "in front of", "object_size": "a quarter", "reasoning": "before the foot"}
        """;

    public static async Task<(JsonObject Reply, DataContent[] Images)> CallAsync(SceneSession session, string tool, string arguments = "{}")
    {
        AIFunction function = SceneTools.All(session).Single(candidate => candidate.Name == tool);
        AIFunctionArguments values = new(JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));
        AIContent[] contents = [.. Assert.IsAssignableFrom<IEnumerable<AIContent>>(await function.InvokeAsync(values))];
        return (JsonNode.Parse(((TextContent)contents[0]).Text)!.AsObject(), [.. contents.OfType<DataContent>()]);
    }

    /// <summary>What a refused call tells the model.</summary>
    public static async Task<string> ErrorAsync(SceneSession session, string tool, string arguments = "{}") =>
        (await CallAsync(session, tool, arguments)).Reply["error"]?.GetValue<string>() ?? throw new InvalidOperationException($"{tool} was not refused.");

    /// <summary>Candidates, a choice, a layout and the corrected picture of the first branch.</summary>
    public static async Task CompleteBranchAsync(SceneSession session, int candidate = 0)
    {
        await CallAsync(session, ToolNames.GenerateCandidates);
        await CallAsync(session, ToolNames.SubmitPoseChoice, $$"""{"candidate_index": {{candidate}}, "reasoning": "test"}""");
        await CallAsync(session, ToolNames.SubmitLayout, Layout);
        await CallAsync(session, ToolNames.CorrectInteraction);
    }
}
