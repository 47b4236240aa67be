namespace ReCorD.Diffusion.Models;

/// <summary>What a <c>unet/config.json</c> of Stable Diffusion 1, 2 or XL says. Names follow diffusers.</summary>
public sealed record UNetConfig
{
    public required int InChannels { get; init; }

    public required int OutChannels { get; init; }

    /// <summary>Side of the latent the model was trained on.</summary>
    public required int SampleSize { get; init; }

    public required IReadOnlyList<int> BlockOutChannels { get; init; }

    /// <summary>Whether each down block (from the largest picture on) has attention.</summary>
    public required IReadOnlyList<bool> DownAttention { get; init; }

    /// <summary>Whether each up block (from the smallest picture on) has attention.</summary>
    public required IReadOnlyList<bool> UpAttention { get; init; }

    public required IReadOnlyList<int> LayersPerBlock { get; init; }

    public required IReadOnlyList<int> TransformerLayersPerBlock { get; init; }

    /// <summary>Heads per level (diffusers calls the field <c>attention_head_dim</c> for historical reasons).</summary>
    public required IReadOnlyList<int> AttentionHeads { get; init; }

    public required int CrossAttentionDim { get; init; }

    public int NormNumGroups { get; init; } = 32;

    public float NormEpsilon { get; init; } = 1e-5f;

    public bool UseLinearProjection { get; init; }

    /// <summary>Whether attention's queries, keys and values are float32 in half precision too: those of Stable Diffusion 2.1 overflow.</summary>
    public bool UpcastAttention { get; init; }

    public bool FlipSinToCos { get; init; } = true;

    public int FreqShift { get; init; }

    /// <summary>Width of each of the six size and crop embeddings of SDXL; 0 where the model has none.</summary>
    public int AdditionTimeEmbedDim { get; init; }

    /// <summary>Width of the pooled text and the six embeddings together (SDXL); 0 where the model has none.</summary>
    public int ProjectionInputDim { get; init; }

    public bool HasTextTimeConditioning => AdditionTimeEmbedDim > 0;

    /// <summary>Width of the pooled text embedding of SDXL.</summary>
    public int PooledTextDim => ProjectionInputDim - (6 * AdditionTimeEmbedDim);

    /// <exception cref="ModelFolderException">A field is missing, malformed, or asks for something that is not supported.</exception>
    public static UNetConfig Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path);
        CheckSupported(config);
        IReadOnlyList<string> downTypes = config.Texts("down_block_types"), upTypes = config.Texts("up_block_types");
        int levels = downTypes.Count;
        if (levels == 0 || upTypes.Count != levels)
        {
            throw config.Error("up_block_types", $"there must be as many up blocks as down blocks, found {upTypes.Count} and {levels}.");
        }

        bool textTime = config.Text("addition_embed_type", "") == "text_time";
        IReadOnlyList<int> channels = config.Integers("block_out_channels", levels);
        IReadOnlyList<int> heads = config.Integers(config.Has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim", levels, 8);
        UNetConfig result = new()
        {
            InChannels = config.Integer("in_channels", 4),
            OutChannels = config.Integer("out_channels", 4),
            SampleSize = config.Integer("sample_size", 64),
            BlockOutChannels = channels,
            DownAttention = Attention(config, "down_block_types", downTypes, "CrossAttnDownBlock2D", "DownBlock2D"),
            UpAttention = Attention(config, "up_block_types", upTypes, "CrossAttnUpBlock2D", "UpBlock2D"),
            LayersPerBlock = config.Integers("layers_per_block", levels, 2),
            TransformerLayersPerBlock = config.Integers("transformer_layers_per_block", levels, 1),
            AttentionHeads = heads,
            CrossAttentionDim = config.Integer("cross_attention_dim"),
            NormNumGroups = config.Integer("norm_num_groups", 32),
            NormEpsilon = config.Float("norm_eps", 1e-5f),
            UseLinearProjection = config.Boolean("use_linear_projection", false),
            UpcastAttention = config.Boolean("upcast_attention", false),
            FlipSinToCos = config.Boolean("flip_sin_to_cos", true),
            FreqShift = config.Integer("freq_shift", 0, 0, 1),
            AdditionTimeEmbedDim = textTime ? config.Integer("addition_time_embed_dim") : 0,
            ProjectionInputDim = textTime ? config.Integer("projection_class_embeddings_input_dim") : 0,
        };
        result.CheckDivisible(config);
        return result;
    }

    private static void CheckSupported(ModelConfig config)
    {
        config.Expect("_class_name", "UNet2DConditionModel");
        config.Expect("act_fn", "silu");
        config.Expect("center_input_sample", "false");
        config.Expect("dual_cross_attention", "false");
        config.Expect("only_cross_attention", "false");
        config.Expect("resnet_time_scale_shift", "default");
        config.Expect("mid_block_type", "UNetMidBlock2DCrossAttn");
        config.Expect("downsample_padding", "1");
        config.Expect("conv_in_kernel", "3");
        config.Expect("conv_out_kernel", "3");
        config.Expect("mid_block_scale_factor", "1");
        if (config.Has("addition_embed_type"))
        {
            config.Expect("addition_embed_type", "text_time");
        }

        foreach (string field in new[] { "class_embed_type", "encoder_hid_dim", "time_cond_proj_dim", "attention_type", "reverse_transformer_layers_per_block" })
        {
            if (config.Has(field) && !(field == "attention_type" && config.Text(field, "") == "default"))
            {
                throw config.Error(field, "this conditioning is not supported; only Stable Diffusion 1.x, 2.x and XL networks are.");
            }
        }
    }

    private static bool[] Attention(ModelConfig config, string field, IReadOnlyList<string> types, string with, string without)
        => [.. types.Select(type => type == with || (type == without ? false : throw config.Error(field, $"expected '{with}' or '{without}', found '{type}'.")))];

    private void CheckDivisible(ModelConfig config)
    {
        for (int level = 0; level < BlockOutChannels.Count; level++)
        {
            if (BlockOutChannels[level] % AttentionHeads[level] != 0 || BlockOutChannels[level] % NormNumGroups != 0)
            {
                throw config.Error(
                    "block_out_channels", $"{BlockOutChannels[level]} channels cannot be divided into {AttentionHeads[level]} attention heads and {NormNumGroups} normalisation groups.");
            }
        }

        if (HasTextTimeConditioning && PooledTextDim <= 0)
        {
            throw config.Error("projection_class_embeddings_input_dim", $"{ProjectionInputDim} leaves no room for the pooled text beside six embeddings of {AdditionTimeEmbedDim}.");
        }
    }
}
