using ReCorD.Compute;
using ReCorD.Compute.Weights;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>What a checkpoint's header tells: keys and shapes, with the prefixes of its components found.</summary>
internal sealed class CheckpointHeader
{
    private static readonly string[] AutoencoderPrefixes = ["first_stage_model.", "vae."];

    private readonly HashSet<string> names;

    public CheckpointHeader(SafetensorsFile file)
    {
        File = file;
        names = [.. file.Names];

        // A UNet that was saved alone has no prefix.
        UNet = names.Any(static name => name.StartsWith(UNetNames.Prefix, StringComparison.Ordinal)) || !Has("input_blocks.0.0.weight") ? UNetNames.Prefix : "";
        Autoencoder = Array.Find(AutoencoderPrefixes, prefix => Has($"{prefix}decoder.conv_in.weight"));
    }

    public SafetensorsFile File { get; }

    public IReadOnlySet<string> Names => names;

    /// <summary>What the keys of the UNet begin with.</summary>
    public string UNet { get; }

    /// <summary>What the keys of the autoencoder begin with; null where the file holds none.</summary>
    public string? Autoencoder { get; }

    public bool Has(string key) => names.Contains(key);

    public bool HasAny(string prefix) => names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    public bool HasPart(string text) => names.Any(name => name.Contains(text, StringComparison.Ordinal));

    /// <summary>Shape of a tensor; null where there is none.</summary>
    public TensorShape? Shape(string key) => Has(key) ? File.Describe(key).Shape : null;

    /// <summary>One dimension of a tensor's shape; 0 where there is no such tensor or dimension.</summary>
    public int Size(string key, int axis)
        => Shape(key) is { } shape && axis < shape.Rank ? (int)Math.Min(shape[axis], int.MaxValue) : 0;

    /// <summary>How many modules are numbered behind a prefix, from 0 without gaps: that of <c>{prefix}{n}{suffix}</c>.</summary>
    public int Count(string prefix, string suffix)
    {
        int count = 0;
        while (Has($"{prefix}{count}{suffix}"))
        {
            count++;
        }

        return count;
    }
}
