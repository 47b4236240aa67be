using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Opens a file of weights that the user names, with a reason where it cannot be one.</summary>
internal static class WeightFile
{
    private static readonly string[] Pickles = [".ckpt", ".pt", ".pth", ".bin"];

    /// <param name="path">A .safetensors file.</param>
    /// <param name="what">What it should hold, for messages.</param>
    /// <exception cref="ModelFolderException">There is no such file, or it is a pickle.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public static SafetensorsFile Open(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new ModelFolderException(path, null, $"there is no such file; expected a {what} as .safetensors.");
        }

        return IsPickle(path)
            ? throw new ModelFolderException(path, null, $"is a pickle: reading one can run any program that is hidden in it, so it is not opened. Take the {what} as .safetensors, or convert it.")
            : SafetensorsFile.Open(path);
    }

    /// <summary>Whether a file has a name under which Python's pickles go about.</summary>
    public static bool IsPickle(string path) => Pickles.Contains(Path.GetExtension(path).ToLowerInvariant());
}
