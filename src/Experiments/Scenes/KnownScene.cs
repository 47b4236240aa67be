using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tasks;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Experiments.Scenes;

/// <summary>A picture of which sentence, pose and boxes are known: the truth that agents are measured against.</summary>
/// <param name="Prompt">The sentence it shows.</param>
/// <param name="Image">The picture.</param>
/// <param name="File">Its file.</param>
/// <param name="Sha256">Of the file, first digits.</param>
/// <param name="Pose">Landmarks and person box.</param>
/// <param name="ObjectBox">Where the object is.</param>
public sealed record KnownScene(InteractionPrompt Prompt, RgbImage Image, PictureFile File, string Sha256, PoseEstimate Pose, Box ObjectBox)
{
    /// <summary>Vars that describe a scene.</summary>
    public static IReadOnlyList<string> Vars { get; } = ["prompt", "picture", "landmarks", "person_box", "object_box"];

    private const int HashDigits = 12;

    /// <summary>A number of the scene's own, from its picture: draws for it do not hang on its place in a file.</summary>
    internal int Number => Convert.ToInt32(Sha256[..7], 16);

    /// <summary>As a candidate of a session.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="objectBox">The object box that agents are told.</param>
    public SceneCandidate ToCandidate(int index, Box objectBox) => new() { Index = index, Seed = index, Image = Image, Pose = Pose, ObjectBox = objectBox };

    /// <summary>The scene of a test: <c>prompt</c>, <c>picture</c> (a file, relative to that of the test), <c>landmarks</c> (33 of [x, y, visibility]), <c>person_box</c> and <c>object_box</c> ([x1, y1, x2, y2]), all on the canvas of 512.</summary>
    /// <exception cref="ExperimentException">Something is missing or does not fit.</exception>
    public static KnownScene Read(TestCase test)
    {
        ArgumentNullException.ThrowIfNull(test);
        JsonFields vars = new(test.Vars, test.File, test.Line, "vars");
        InteractionPrompt prompt = InteractionPromptParser.Parse(vars.RequiredText("prompt"));
        if (!prompt.HasInteraction)
        {
            throw test.Error($"'{prompt.Text}' is no interaction of the form \"a boy is kicking a ball\". {prompt.Hint}".TrimEnd());
        }

        IReadOnlyList<double[]> rows = vars.Rows("landmarks", 3) ?? throw test.Error("vars needs 'landmarks': 33 of [x, y, visibility] on the canvas of 512.");
        if (rows.Count != LandmarkNames.All.Count)
        {
            throw test.Error($"'landmarks' has {rows.Count} entries; expected {LandmarkNames.All.Count} of MediaPipe Pose.");
        }

        (RgbImage image, PictureFile file, string hash) = Picture(test, vars.RequiredText("picture"));
        PoseEstimate pose = new([.. rows.Select(SceneLines.ToLandmark)], ReadBox(test, vars, "person_box"));
        return new KnownScene(prompt, image, file, hash, pose, ReadBox(test, vars, "object_box"));
    }

    /// <summary>A var that is a box on the canvas.</summary>
    internal static Box ReadBox(TestCase test, JsonFields vars, string name)
    {
        double[] edges = vars.Numbers(name, 4) ?? throw test.Error($"vars needs '{name}': [x1, y1, x2, y2] on the canvas of 512.");
        Box box = SceneLines.ToBox(edges);
        return !box.IsEmpty && box.Intersect(Box.WholePicture) == box
            ? box
            : throw test.Error($"'{name}' is {test.Vars[name]!.ToJsonString()}; expected x1 < x2 and y1 < y2, each from 0 to 512.");
    }

    private static (RgbImage Image, PictureFile File, string Hash) Picture(TestCase test, string name)
    {
        string path = Path.GetFullPath(name, Path.GetDirectoryName(Path.GetFullPath(test.File))!);
        try
        {
            byte[] data = System.IO.File.ReadAllBytes(path);
            string hash = Convert.ToHexStringLower(SHA256.HashData(data))[..HashDigits];
            return (ImageFile.Decode(data), new PictureFile(hash, data), hash);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ImageFormatException)
        {
            throw new ExperimentException(test.File, test.Line, $"the picture '{path}' cannot be read: {error.Message}", error);
        }
    }
}
