using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Vision.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Experiments.Tests.Support;

/// <summary>A folder of a test's own, removed with it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("record-experiment-");

    public string Path => folder.FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>A scenes.jsonl of drawn figures: one for each verb given, with the object box at the same place.</summary>
    public string WriteScenes(params (string Prompt, StickFigure Figure)[] figures)
    {
        List<string> lines = ["""{"description": "Figures of tests."}"""];
        foreach ((string prompt, StickFigure figure) in figures)
        {
            string picture = string.Create(CultureInfo.InvariantCulture, $"{lines.Count}.png");
            byte shade = (byte)lines.Count;
            File.WriteAllBytes(At(picture), ImageFile.EncodePng(new RgbImage(4, 4, [.. Enumerable.Repeat(shade, 48)])));
            PoseEstimate pose = figure.ToPose();
            lines.Add(new JsonObject
            {
                ["vars"] = new JsonObject
                {
                    ["prompt"] = prompt, ["picture"] = picture, ["person_box"] = Numbers(ReCorD.Experiments.Results.SceneLines.Edges(pose.PersonBox)), ["object_box"] = new JsonArray(300, 300, 400, 400),
                    ["landmarks"] = new JsonArray([.. pose.Landmarks.Select(point => Numbers(ReCorD.Experiments.Results.SceneLines.Landmark(point)))]),
                },
            }.ToJsonString());
        }

        return Write("scenes.jsonl", string.Join("\n", lines) + "\n");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static JsonArray Numbers(double[] numbers) => new([.. numbers.Select(number => (JsonNode)number)]);
}
