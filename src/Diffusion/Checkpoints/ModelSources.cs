using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Diffusion.Checkpoints.SingleFile;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Opens models, whatever form they have on disk.</summary>
public static class ModelSources
{
    /// <param name="path">A folder in diffusers layout, or a .safetensors file with the names of the original Stable Diffusion code.</param>
    /// <param name="options">What is to be known or changed. Default: nothing.</param>
    /// <exception cref="ModelFolderException">Something is missing, malformed, or does not fit.</exception>
    /// <exception cref="SafetensorsException">A file of weights is malformed.</exception>
    public static IModelSource Open(string path, ModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ModelOptions();
        IModelSource source = OpenPlain(path, options);
        try
        {
            ModelChecks.RequireFit(source);
            source = LoraModel.Apply(source, options.Loras);
            return EmbeddedModel.Apply(source, options.Embeddings);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static IModelSource OpenPlain(string path, ModelOptions options)
    {
        if (File.Exists(path))
        {
            return SingleFileCheckpoint.Open(path, options.ConfigFolder);
        }

        return options.ConfigFolder is null
            ? DiffusersFolder.Open(path)
            : throw new ModelFolderException(path, null, "is no file: a folder has configurations of its own, so --config does not go with it.");
    }
}
