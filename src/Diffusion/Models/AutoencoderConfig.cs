namespace ReCorD.Diffusion.Models;

/// <summary>What a <c>vae/config.json</c> says. Names follow diffusers.</summary>
public sealed record AutoencoderConfig
{
    // Limits on what a file can ask for, far above every published network.
    private const int MaximumLevels = 8;
    private const int MaximumLayers = 32;
    private const int MaximumChannels = 16384;
    private const int MaximumLatentChannels = 256;
    private const int MaximumSampleSize = 16384;

    public required IReadOnlyList<int> BlockOutChannels { get; init; }

    public int InChannels { get; init; } = 3;

    public int OutChannels { get; init; } = 3;

    public int LatentChannels { get; init; } = 4;

    public int LayersPerBlock { get; init; } = 1;

    public int NormNumGroups { get; init; } = 32;

    /// <summary>Latents of the UNet are the encoder's means times this.</summary>
    public float ScalingFactor { get; init; } = 0.18215f;

    /// <summary>Whether the weights overflow in half precision (<c>force_upcast</c>): the network is then computed in single always. Default true.</summary>
    public bool ForceUpcast { get; init; } = true;

    /// <summary>Side in pixels of the pictures it was trained on; only tiling reads it. Of height and width the smaller. Default 512; with the 32 of diffusers' class, tiles would be four cells wide.</summary>
    public int SampleSize { get; init; } = 512;

    /// <summary>Mean of each latent channel in the autoencoder's scale; null in all published models of Stable Diffusion. Comes with <see cref="LatentsStd"/>.</summary>
    public IReadOnlyList<float>? LatentsMean { get; init; }

    /// <summary>Standard deviation of each latent channel; null or as many as latent channels.</summary>
    public IReadOnlyList<float>? LatentsStd { get; init; }

    /// <summary>Whether a 1x1 convolution follows the encoder (<c>quant_conv</c>). Default true.</summary>
    public bool UseQuantConv { get; init; } = true;

    /// <summary>Whether a 1x1 convolution precedes the decoder (<c>post_quant_conv</c>). Default true.</summary>
    public bool UsePostQuantConv { get; init; } = true;

    /// <summary>Whether the middle has an attention. Default true.</summary>
    public bool MidBlockAddAttention { get; init; } = true;

    /// <summary>Pixels of the picture per cell of the latent, along each side.</summary>
    public int Factor => 1 << (BlockOutChannels.Count - 1);

    /// <summary>Latent of the UNet, [C, H, W], to the autoencoder's scale: z / scaling_factor, or z * std / scaling_factor + mean where the file has these.</summary>
    public float[] ToAutoencoderScale(ReadOnlySpan<float> latent)
    {
        float[] scaled = new float[latent.Length];
        int cells = latent.Length / LatentChannels;
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = LatentsMean is { } means && LatentsStd is { } deviations
                ? (latent[i] * deviations[i / cells] / ScalingFactor) + means[i / cells]
                : latent[i] / ScalingFactor;
        }

        return scaled;
    }

    /// <exception cref="ModelFolderException">A field is missing, malformed or not supported.</exception>
    public static AutoencoderConfig Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path);
        config.Expect("_class_name", "AutoencoderKL");
        config.Expect("act_fn", "silu");
        config.Expect("shift_factor", 0f);
        int levels = Levels(config, "down_block_types", "DownEncoderBlock2D");
        if (Levels(config, "up_block_types", "UpDecoderBlock2D") != levels)
        {
            throw config.Error("up_block_types", $"there must be as many as down blocks, {levels}.");
        }

        int latentChannels = config.Integer("latent_channels", 4, 1, MaximumLatentChannels);
        AutoencoderConfig result = new()
        {
            BlockOutChannels = config.Integers("block_out_channels", levels, maximum: MaximumChannels),
            InChannels = config.Integer("in_channels", 3, 3, 3),
            OutChannels = config.Integer("out_channels", 3, 3, 3),
            LatentChannels = latentChannels,
            LayersPerBlock = config.Integer("layers_per_block", 1, 1, MaximumLayers),
            NormNumGroups = config.Integer("norm_num_groups", 32),
            ScalingFactor = config.Positive("scaling_factor", 0.18215f),
            LatentsMean = config.Floats("latents_mean", latentChannels),
            LatentsStd = config.Floats("latents_std", latentChannels),
            UseQuantConv = config.Boolean("use_quant_conv", true),
            UsePostQuantConv = config.Boolean("use_post_quant_conv", true),
            MidBlockAddAttention = config.Boolean("mid_block_add_attention", true),
            SampleSize = config.Integers("sample_size", 2, 512, maximum: MaximumSampleSize).Min(),
            ForceUpcast = config.Boolean("force_upcast", true),
        };
        result.Check(config);
        return result;
    }

    private static int Levels(ModelConfig config, string field, string supported)
    {
        IReadOnlyList<string> types = config.Texts(field);
        if (types.FirstOrDefault(type => type != supported) is { } other)
        {
            throw config.Error(field, $"expected '{supported}', found '{other}'.");
        }

        return types.Count is > 0 and <= MaximumLevels ? types.Count : throw config.Error(field, $"expected 1 to {MaximumLevels} blocks, found {types.Count}.");
    }

    private void Check(ModelConfig config)
    {
        if (BlockOutChannels.Any(channels => channels % NormNumGroups != 0))
        {
            throw config.Error("block_out_channels", $"{string.Join(", ", BlockOutChannels)}: not all can be divided into {NormNumGroups} normalisation groups.");
        }

        if (LatentsMean is null != LatentsStd is null)
        {
            throw config.Error(LatentsMean is null ? "latents_mean" : "latents_std", "this field is missing; `latents_mean` and `latents_std` belong together.");
        }
    }
}
