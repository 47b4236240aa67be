namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Pairs of module names, ours (those of diffusers and transformers) and the original ones. A pair holds for everything inside the module.</summary>
internal sealed class ModuleNames
{
    private readonly Dictionary<string, string> originals = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The module has a name already.</exception>
    public void Add(string ours, string original) => originals.Add(ours, original);

    /// <summary>The original name of a module or weight; null where no module that holds it is known. Whole parts are compared: <c>blocks.1</c> is not <c>blocks.10</c>.</summary>
    public string? ToOriginal(string name)
    {
        for (int end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (originals.TryGetValue(name[..end], out string? original))
            {
                return original + name[end..];
            }
        }

        return null;
    }
}
