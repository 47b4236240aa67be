using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Finds an autoencoder's configuration from the shapes of its weights.</summary>
internal static class AutoencoderShapes
{
    /// <param name="header">The checkpoint.</param>
    /// <param name="prefix">What the autoencoder's keys begin with.</param>
    /// <param name="defaults">Scale of the latents and their size, which no weight tells.</param>
    public static AutoencoderConfig Read(CheckpointHeader header, string prefix, FamilyDefaults defaults)
    {
        int levels = header.Count($"{prefix}encoder.down.", ".block.0.conv1.weight");
        AutoencoderConfig config = new()
        {
            BlockOutChannels = [.. Enumerable.Range(0, levels).Select(level => header.Size($"{prefix}encoder.down.{level}.block.0.conv1.weight", 0))],
            InChannels = header.Size($"{prefix}encoder.conv_in.weight", 1),
            OutChannels = header.Size($"{prefix}decoder.conv_out.weight", 0),
            LatentChannels = header.Size($"{prefix}decoder.conv_in.weight", 1),
            LayersPerBlock = header.Count($"{prefix}encoder.down.0.block.", ".conv1.weight"),
            ScalingFactor = defaults.ScalingFactor,
        };
        return config with { SampleSize = defaults.SampleSize * config.Factor };
    }
}
