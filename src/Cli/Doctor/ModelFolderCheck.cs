using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Inspection;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Doctor;

/// <summary>The model: that its parts are there, are well formed and fit each other.</summary>
internal sealed class ModelFolderCheck(AppPaths paths, ModelLocator models, string model, string? config, int threads) : IHealthCheck
{
    /// <summary>Characters of the weights' SHA-256 that are shown, as in pictures.</summary>
    private const int ShortHash = 10;

    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return Probe.Run("model", () => Describe(models.Locate(model)));
    }

    private Finding Describe(string path)
    {
        // A checkpoint in one file has no parts to miss.
        if (File.Exists(path))
        {
            return Open(path, new FileInfo(path).Length);
        }

        IReadOnlyList<string> missing = ModelSurvey.Missing(path);
        return missing.Count > 0
            ? new Finding("model", Health.Failure, $"{path} lacks {string.Join(", ", missing)}. It must be a folder in diffusers layout.")
            : Open(path, ModelSummary.Read(path).Components.Sum(component => component.Bytes));
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
