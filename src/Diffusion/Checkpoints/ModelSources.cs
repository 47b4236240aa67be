using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Opens models, whatever form they have on disk.</summary>
public static class ModelSources
{
    /// <param name="path">A folder in diffusers layout.</param>
    /// <exception cref="ModelFolderException">Something is missing, malformed, or does not fit.</exception>
    public static IModelSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IModelSource source = DiffusersFolder.Open(path);
        try
        {
            ModelChecks.RequireFit(source);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
