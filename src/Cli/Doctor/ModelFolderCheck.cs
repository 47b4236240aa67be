using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Inspection;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Doctor;

/// <summary>The model folder: that its parts are there, are well formed and fit each other.</summary>
internal sealed class ModelFolderCheck(ModelLocator models, string model, int threads) : IHealthCheck
{
    /// <summary>Characters of the weights' SHA-256 that are shown, as in pictures.</summary>
    private const int ShortHash = 10;

    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return Probe.Run("model", () => Describe(models.Locate(model)));
    }

    private Finding Describe(string folder)
    {
        // A checkpoint in one file has no parts to miss.
        IReadOnlyList<string> missing = Directory.Exists(folder) ? ModelSurvey.Missing(folder) : [];
        if (missing.Count > 0)
        {
            return new Finding("model", Health.Failure, $"{folder} lacks {string.Join(", ", missing)}. It must be a folder in diffusers layout.");
        }

        using ComputeRuntime runtime = new(new ThreadSettings { Threads = threads });
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, folder);
        double megabytes = ModelSummary.Read(folder).Components.Sum(component => component.Bytes) / 1e6;
        return new Finding("model", Health.Ok, string.Create(
            CultureInfo.InvariantCulture,
            $"{pipeline.Name}, pictures of {pipeline.ImageSize} x {pipeline.ImageSize}, {megabytes:0} MB of weights, UNet {pipeline.Sha256[..ShortHash]}, in {folder}"));
    }
}
