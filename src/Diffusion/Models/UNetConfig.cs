namespace ReCorD.Diffusion.Models;

/// <summary>What a <c>unet/config.json</c> of Stable Diffusion 1, 2 or XL says. Names follow diffusers.</summary>
public sealed record UNetConfig
{
    // Limits on what a file can ask for, far above every published network: a graph is stated before any weight is looked at.
    private const int MaximumLevels = 8;
    private const int MaximumLayers = 32;
    private const int MaximumDepth = 64;
    private const int MaximumTransformerBlocks = 512;
    private const int MaximumChannels = 16384;
    private const int MaximumLatentChannels = 256;
    private const int MaximumSampleSize = 2048;

    private static readonly (string Field, string Supported)[] SupportedWords =
    [
        ("act_fn", "silu"), ("center_input_sample", "false"), ("dual_cross_attention", "false"), ("attention_type", "default"), ("class_embeddings_concat", "false"),
        ("resnet_skip_time_act", "false"), ("time_embedding_type", "positional"), ("addition_embed_type", "text_time"),
    ];

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

    /// <summary>Transformer blocks of each attention, per level; the middle has as many as the last level.</summary>
    public required IReadOnlyList<int> TransformerLayersPerBlock { get; init; }

    /// <summary>Transformer blocks of each attention of each down block; null where <see cref="TransformerLayersPerBlock"/> says it all.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? DownTransformerLayers { get; init; }

    /// <summary>
    /// Transformer blocks of each attention of each up block, from the smallest picture on (<c>reverse_transformer_layers_per_block</c>); null where
    /// <see cref="TransformerLayersPerBlock"/> says it all.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>>? UpTransformerLayers { get; init; }

    /// <summary>What lies between down and up blocks. Default resnet, attention, resnet.</summary>
    public UNetMiddle Middle { get; init; } = UNetMiddle.CrossAttention;

    /// <summary>Per level: whether the first attention of each transformer block reads the text too, instead of the picture. Null: nowhere.</summary>
    public IReadOnlyList<bool>? OnlyCrossAttention { get; init; }

    /// <summary>How the time embedding acts on a resnet: added (false), or as scale and shift of its second normalisation.</summary>
    public bool TimeScalesAndShifts { get; init; }

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

    /// <summary>Transformer blocks of an attention of the down blocks.</summary>
    internal int DownDepth(int level, int layer) => DownTransformerLayers is { } layers ? layers[level][layer] : TransformerLayersPerBlock[level];

    /// <summary>Transformer blocks of an attention of the up blocks, which are numbered from the smallest picture on.</summary>
    internal int UpDepth(int block, int layer) => UpTransformerLayers is { } layers ? layers[block][layer] : TransformerLayersPerBlock[^(block + 1)];

    /// <exception cref="ModelFolderException">A field is missing, malformed, or asks for something that is not supported.</exception>
    public static UNetConfig Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path);
        CheckSupported(config);
        IReadOnlyList<string> downTypes = config.Texts("down_block_types"), upTypes = config.Texts("up_block_types");
        int levels = downTypes.Count;
        if (levels is 0 or > MaximumLevels || upTypes.Count != levels)
        {
            throw config.Error("up_block_types", $"there must be as many up blocks as down blocks, and from 1 to {MaximumLevels} of them; found {upTypes.Count} and {levels}.");
        }

        bool textTime = config.Has("addition_embed_type");
        UNetConfig result = new()
        {
            InChannels = config.Integer("in_channels", 4, 1, MaximumLatentChannels),
            OutChannels = config.Integer("out_channels", 4, 1, MaximumLatentChannels),
            SampleSize = config.Side("sample_size", 64, MaximumSampleSize),
            BlockOutChannels = config.Integers("block_out_channels", levels, maximum: MaximumChannels),
            DownAttention = Attention(config, "down_block_types", downTypes, "CrossAttnDownBlock2D", "DownBlock2D"),
            UpAttention = Attention(config, "up_block_types", upTypes, "CrossAttnUpBlock2D", "UpBlock2D"),
            LayersPerBlock = config.Integers("layers_per_block", levels, 2, maximum: MaximumLayers),
            TransformerLayersPerBlock = new int[levels],
            Middle = ReadMiddle(config),
            OnlyCrossAttention = config.Booleans("only_cross_attention", levels) is var only && only.Contains(true) ? only : null,
            TimeScalesAndShifts = config.Text("resnet_time_scale_shift", "default") == "scale_shift",
            AttentionHeads = config.Integers("attention_head_dim", levels, 8),
            CrossAttentionDim = SameOnAllLevels(config, "cross_attention_dim", levels),
            NormNumGroups = config.Integer("norm_num_groups", 32),
            NormEpsilon = config.Positive("norm_eps", 1e-5f),
            UseLinearProjection = config.Boolean("use_linear_projection", false),
            UpcastAttention = config.Boolean("upcast_attention", false),
            FlipSinToCos = config.Boolean("flip_sin_to_cos", true),
            FreqShift = config.Integer("freq_shift", 0, 0, 1),
            AdditionTimeEmbedDim = textTime ? config.Integer("addition_time_embed_dim", null, 2, MaximumChannels) : 0,
            ProjectionInputDim = textTime ? config.Integer("projection_class_embeddings_input_dim") : 0,
        };
        result = result.WithDepths(config);
        result.CheckDivisible(config);
        return result;
    }

    /// <summary>Reads how many transformer blocks each attention has: one number, one for each level, or one for each attention.</summary>
    private UNetConfig WithDepths(ModelConfig config)
    {
        const string Down = "transformer_layers_per_block", Up = "reverse_transformer_layers_per_block";
        IReadOnlyList<IReadOnlyList<int>> down = config.IntegerLists(Down, LayersPerBlock, 1, 0, MaximumDepth);
        bool isSymmetric = down.All(level => level.All(depth => depth == level[0]));
        if (!isSymmetric && !config.Has(Up))
        {
            throw config.Error(Up, $"this field is missing, which `{Down}` needs where attentions of one level differ.");
        }

        IReadOnlyList<IReadOnlyList<int>>? up = config.Has(Up) ? config.IntegerLists(Up, [.. LayersPerBlock.Reverse().Select(layers => layers + 1)], 1, 0, MaximumDepth) : null;
        if (up is null)
        {
            int blocks = Enumerable.Range(0, down.Count).Sum(level => down[level][0] * ((2 * LayersPerBlock[level]) + 1));
            return blocks <= MaximumTransformerBlocks
                ? this with { TransformerLayersPerBlock = [.. down.Select(level => level[0])] }
                : throw config.Error(Down, $"describes {blocks} transformer blocks; at most {MaximumTransformerBlocks} are supported (SDXL has 70).");
        }

        int total = down.Concat(up).Sum(level => level.Sum());
        return total <= MaximumTransformerBlocks
            ? this with { TransformerLayersPerBlock = [.. down.Select(level => level[0])], DownTransformerLayers = down, UpTransformerLayers = up }
            : throw config.Error(Down, $"describes {total} transformer blocks; at most {MaximumTransformerBlocks} are supported (SDXL has 70).");
    }

    private static void CheckSupported(ModelConfig config)
    {
        config.Expect("_class_name", "UNet2DConditionModel");
        foreach ((string field, string supported) in SupportedWords)
        {
            config.Expect(field, supported);
        }

        foreach (string field in new[] { "downsample_padding", "mid_block_scale_factor", "resnet_out_scale_factor" })
        {
            config.Expect(field, 1f);
        }

        config.Expect("conv_in_kernel", 3f);
        config.Expect("conv_out_kernel", 3f);
        CheckConditioning(config);
        config.ExpectNone("models distilled to take the guidance scale as an input, such as LCM, are not supported", "time_cond_proj_dim");
        config.ExpectNone("diffusers takes the number of heads from `attention_head_dim`", "num_attention_heads");
        config.ExpectNone("only networks of Stable Diffusion 1.x, 2.x and XL are supported", "cross_attention_norm", "time_embedding_dim", "time_embedding_act_fn", "timestep_post_act");
        if (config.Text("resnet_time_scale_shift", "default") is not ("default" or "scale_shift") and var shift)
        {
            throw config.Error("resnet_time_scale_shift", $"expected 'default' or 'scale_shift', found '{shift}'.");
        }
    }

    /// <summary>Models for other tasks are told by what they read, even where they are conditioned otherwise too, as upscalers are.</summary>
    private static void CheckConditioning(ModelConfig config)
    {
        string[] fields = ["class_embed_type", "num_class_embeds", "encoder_hid_dim", "encoder_hid_dim_type"];
        if (fields.Any(config.Has) && UNetTask.Of(config.Integer("in_channels", 4, 1, MaximumLatentChannels)) is { } task)
        {
            throw config.Error("in_channels", $"{task}. Use a model that makes pictures from text.");
        }

        config.ExpectNone("this conditioning is not supported; only networks of Stable Diffusion 1.x, 2.x and XL are", fields);
    }

    private static UNetMiddle ReadMiddle(ModelConfig config)
    {
        const string Field = "mid_block_type";
        return config.IsNull(Field) ? UNetMiddle.None : config.Text(Field, "UNetMidBlock2DCrossAttn") switch
        {
            "UNetMidBlock2DCrossAttn" => UNetMiddle.CrossAttention,
            "UNetMidBlock2D" => UNetMiddle.Resnet,
            string other => throw config.Error(Field, $"expected 'UNetMidBlock2DCrossAttn', 'UNetMidBlock2D' or null, found '{other}'."),
        };
    }

    private static int SameOnAllLevels(ModelConfig config, string field, int levels)
    {
        IReadOnlyList<int> values = config.Integers(field, levels, maximum: MaximumChannels);
        return values.All(value => value == values[0]) ? values[0] : throw config.Error(field, $"levels that read texts of different widths ({string.Join(", ", values)}) are not supported.");
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

        if (BlockOutChannels[0] % 2 != 0 || AdditionTimeEmbedDim % 2 != 0)
        {
            throw config.Error("block_out_channels", $"the first level's {BlockOutChannels[0]} channels and `addition_time_embed_dim` {AdditionTimeEmbedDim} are halves of sines and cosines: they must be even.");
        }

        if (HasTextTimeConditioning && PooledTextDim <= 0)
        {
            throw config.Error("projection_class_embeddings_input_dim", $"{ProjectionInputDim} leaves no room for the pooled text beside six embeddings of {AdditionTimeEmbedDim}.");
        }
    }
}
