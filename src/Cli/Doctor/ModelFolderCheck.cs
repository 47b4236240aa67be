using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Doctor;

/// <summary>The model folder: that its parts are there, are well formed and fit each other.</summary>
internal sealed class ModelFolderCheck(AppPaths paths, string model, string? config, int threads) : IHealthCheck
{
    /// <summary>Characters of the weights' SHA-256 that are shown, as in pictures.</summary>
    private const int ShortHash = 10;

    /// <summary>Parts that making a picture needs, and the file that describes each.</summary>
    private static readonly (string Folder, string File)[] Parts =
    [
        ("unet", "config.json"), ("vae", "config.json"), ("text_encoder", "config.json"), ("tokenizer", "vocab.json"), ("scheduler", "scheduler_config.json"),
    ];

    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return Probe.Run("model", () => Describe(paths.ResolveModel(model)));
    }

    private Finding Describe(string folder)
    {
        if (File.Exists(folder))
        {
            return Open(folder, new FileInfo(folder).Length);
        }

        // All missing files at once; loading would name only the first.
        string[] missing = [.. Parts.Select(part => Path.Combine(part.Folder, part.File)).Where(file => !File.Exists(Path.Combine(folder, file)))];
        if (missing.Length > 0)
        {
            return new Finding("model", Health.Failure, $"{folder} lacks {string.Join(", ", missing)}. It must be a folder in diffusers layout.");
        }

        return Open(folder, Directory.EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
    }

    private Finding Open(string path, long bytes)
    {
        ModelOptions options = new() { ConfigFolder = File.Exists(path) && config is not null ? paths.Resolve(config) : null };
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = threads });
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, ModelSources.Open(path, options));
        return new Finding("model", Health.Ok, string.Create(
            CultureInfo.InvariantCulture,
            $"{pipeline.Name}, pictures of {pipeline.ImageSize} x {pipeline.ImageSize}, {bytes / 1e6:0} MB of weights, UNet {pipeline.Sha256[..ShortHash]}, in {path}"));
    }
}
