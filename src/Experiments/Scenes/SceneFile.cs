using System.Text.Json.Nodes;
using ReCorD.Experiments.Results;

namespace ReCorD.Experiments.Scenes;

/// <summary>Writes known scenes as tests: a JSONL file whose first line tells how they were made, and a folder of pictures.</summary>
public static class SceneFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "scenes.jsonl";

    private const string Pictures = "pictures";

    /// <param name="folder">Where to write; made where it is missing.</param>
    /// <param name="description">How the scenes were made.</param>
    /// <param name="scenes">The scenes.</param>
    /// <param name="encode">A picture as a PNG file.</param>
    public static void Write(string folder, string description, IReadOnlyList<JudgedScene> scenes, Func<JudgedScene, byte[]> encode)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        ArgumentNullException.ThrowIfNull(encode);
        Directory.CreateDirectory(Path.Combine(folder, Pictures));
        List<string> lines = [new JsonObject { ["description"] = description }.ToJsonString(ResultJson.Compact)];
        foreach (JudgedScene scene in scenes)
        {
            string picture = FormattableString.Invariant($"{Pictures}/{lines.Count:000}.png");
            File.WriteAllBytes(Path.Combine(folder, picture), encode(scene));
            lines.Add(Line(scene, picture).ToJsonString(ResultJson.Compact));
        }

        File.WriteAllText(Path.Combine(folder, Name), string.Join("\n", lines) + "\n");
    }

    private static JsonObject Line(JudgedScene scene, string picture) => new()
    {
        ["vars"] = new JsonObject
        {
            ["prompt"] = scene.Prompt.Text,
            ["picture"] = picture,
            ["person_box"] = Numbers(SceneLines.Edges(scene.Candidate.Pose!.PersonBox)),
            ["object_box"] = Numbers(SceneLines.Edges(scene.Candidate.ObjectBox!.Value)),
            ["landmarks"] = new JsonArray([.. scene.Candidate.Pose.Landmarks.Select(landmark => Numbers(SceneLines.Landmark(landmark)))]),
        },
    };

    private static JsonArray Numbers(double[] numbers) => new([.. numbers.Select(number => (JsonNode)number)]);
}
