using System.Globalization;
using System.Text.Json;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Doctor;

/// <summary>The model folder: that the parts its index names are there and their configurations are JSON.</summary>
internal sealed class ModelFolderCheck(AppPaths paths, string model) : IHealthCheck
{
    private const string Index = "model_index.json";

    /// <summary>Parts that making a picture needs, and the file that describes each.</summary>
    private static readonly (string Folder, string File)[] Parts =
    [
        ("unet", "config.json"), ("vae", "config.json"), ("text_encoder", "config.json"), ("tokenizer", "vocab.json"), ("scheduler", "scheduler_config.json"),
    ];

    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return Probe.Run("model", () => Describe(paths.ResolveModel(model)));
    }

    private static Finding Describe(string folder)
    {
        string[] wanted = [Index, .. Parts.Select(part => Path.Combine(part.Folder, part.File))];
        string[] missing = [.. wanted.Where(file => !File.Exists(Path.Combine(folder, file)))];
        if (missing.Length > 0)
        {
            return new Finding("model", Health.Failure, $"{folder} lacks {string.Join(", ", missing)}. It must be a folder in diffusers layout.");
        }

        foreach (string file in wanted)
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder, file));
            using JsonDocument parsed = JsonDocument.Parse(stream);
        }

        double megabytes = Directory.EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / 1e6;
        return megabytes > 0
            ? new Finding("model", Health.Ok, string.Create(CultureInfo.InvariantCulture, $"{folder}, {megabytes:0} MB of weights"))
            : new Finding("model", Health.Failure, $"{folder} has no weights (*.safetensors).");
    }
}
