namespace ReCorD.Diffusion.Models;

/// <summary>What a <c>vae/config.json</c> says. Names follow diffusers.</summary>
public sealed record AutoencoderConfig
{
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

    /// <summary>Side in pixels of the pictures it was trained on; only tiling reads it. Default 512; with the 32 of diffusers' class, tiles would be four cells wide.</summary>
    public int SampleSize { get; init; } = 512;

    /// <summary>Pixels of the picture per cell of the latent, along each side.</summary>
    public int Factor => 1 << (BlockOutChannels.Count - 1);

    /// <exception cref="ModelFolderException">A field is missing, malformed or not supported.</exception>
    public static AutoencoderConfig Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path);
        config.Expect("_class_name", "AutoencoderKL");
        config.Expect("act_fn", "silu");
        foreach (string type in config.Texts("down_block_types").Where(type => type != "DownEncoderBlock2D"))
        {
            throw config.Error("down_block_types", $"expected 'DownEncoderBlock2D', found '{type}'.");
        }

        foreach (string type in config.Texts("up_block_types").Where(type => type != "UpDecoderBlock2D"))
        {
            throw config.Error("up_block_types", $"expected 'UpDecoderBlock2D', found '{type}'.");
        }

        float scaling = config.Float("scaling_factor", 0.18215f);
        return new AutoencoderConfig
        {
            BlockOutChannels = config.Integers("block_out_channels", config.Texts("down_block_types").Count),
            InChannels = config.Integer("in_channels", 3),
            OutChannels = config.Integer("out_channels", 3),
            LatentChannels = config.Integer("latent_channels", 4),
            LayersPerBlock = config.Integer("layers_per_block", 1),
            NormNumGroups = config.Integer("norm_num_groups", 32),
            ForceUpcast = config.Boolean("force_upcast", true),
            SampleSize = config.Integers("sample_size", 2, 512)[0],
            ScalingFactor = float.IsFinite(scaling) && scaling > 0 ? scaling : throw config.Error("scaling_factor", $"expected a positive number, found {scaling}."),
        };
    }
}
