using System.Text.Json;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// Finds the two networks of a folder. Without a config.json, or where that does not name them, they bear a published name; with the
/// fields <c>detector</c> and <c>landmarks</c> any name in the folder will do.
/// </summary>
internal static class MediaPipePoseFolder
{
    /// <summary>Whether something in the folder is a published file. A folder with only one of the two is recognised, so that the error names the other.</summary>
    public static bool IsOne(string folder) => MediaPipePoseFiles.All.Any(file => File.Exists(Path.Combine(folder, file.Name)));

    /// <summary>The field of config.json that names a network's file.</summary>
    public static string Field(MediaPipePosePart part) => part == MediaPipePosePart.Detector ? "detector" : "landmarks";

    /// <summary>Path of a network that exists and is no obvious mistake.</summary>
    /// <exception cref="PoseModelException">The file is missing or not what its name says, or config.json names it wrongly.</exception>
    public static string Find(string folder, MediaPipePosePart part)
    {
        string path = Path.Combine(folder, NameInConfig(folder, part) ?? PublishedName(folder, part));
        if (!File.Exists(path))
        {
            MediaPipePoseFile published = MediaPipePoseFiles.Of(part).First();
            throw new PoseModelException(path, $"The file does not exist. It holds the {Field(part)} network; {published.Name} is at {published.Url}.{TaskHint(folder)}");
        }

        PublishedFileCheck.Check(path);
        return path;
    }

    /// <summary>The preferred one of those that are there.</summary>
    private static string PublishedName(string folder, MediaPipePosePart part)
    {
        MediaPipePoseFile[] files = [.. MediaPipePoseFiles.Of(part)];
        return (Array.Find(files, file => File.Exists(Path.Combine(folder, file.Name))) ?? files[0]).Name;
    }

    private static string? NameInConfig(string folder, MediaPipePosePart part)
    {
        string path = Path.Combine(folder, PoseEstimatorFactory.ConfigFile), field = Field(part);
        if (!File.Exists(path))
        {
            return null;
        }

        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(path));
        if (!config.RootElement.TryGetProperty(field, out JsonElement name))
        {
            return null;
        }

        // A name, not a path: a folder from elsewhere shall not make the program read beyond it.
        return name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text && text is not ("." or "..") && text.AsSpan().IndexOfAny('/', '\\') < 0
            ? text
            : throw new PoseModelException(path, $"Expected `{field}` to be the name of a file in this folder, found {name.GetRawText()}.");
    }

    private static string TaskHint(string folder) => Directory.EnumerateFiles(folder, "*.task").Select(Path.GetFileName).FirstOrDefault() is { } bundle
        ? $" {bundle} cannot take its place: it holds TensorFlow Lite networks, which ONNX Runtime does not read."
        : "";
}
