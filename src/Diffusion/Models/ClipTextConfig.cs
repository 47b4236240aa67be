namespace ReCorD.Diffusion.Models;

/// <summary>What a <c>text_encoder/config.json</c> says. Names follow transformers.</summary>
public sealed record ClipTextConfig
{
    // Limits on what a file can ask for, far above every published text encoder.
    private const int MaximumWidth = 65536;
    private const int MaximumLayers = 256;
    private const int MaximumTokens = 1024;

    public required int VocabSize { get; init; }

    public required int HiddenSize { get; init; }

    public required int IntermediateSize { get; init; }

    public required int NumHiddenLayers { get; init; }

    public required int NumAttentionHeads { get; init; }

    public required int MaxPositionEmbeddings { get; init; }

    public float LayerNormEpsilon { get; init; } = 1e-5f;

    /// <summary>Width of the pooled text embedding where the model has a text projection, as the second encoder of SDXL does.</summary>
    public int ProjectionDim { get; init; } = 512;

    /// <summary><c>quick_gelu</c> (OpenAI's CLIP) or <c>gelu</c> (OpenCLIP).</summary>
    public string HiddenAct { get; init; } = "quick_gelu";

    /// <exception cref="ModelFolderException">A field is missing, malformed or not supported.</exception>
    public static ClipTextConfig Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path);
        config.Expect("model_type", "clip_text_model");
        ClipTextConfig result = new()
        {
            VocabSize = config.Integer("vocab_size"),
            HiddenSize = config.Integer("hidden_size", maximum: MaximumWidth),
            IntermediateSize = config.Integer("intermediate_size", maximum: MaximumWidth),
            NumHiddenLayers = config.Integer("num_hidden_layers", maximum: MaximumLayers),
            NumAttentionHeads = config.Integer("num_attention_heads", maximum: MaximumWidth),
            MaxPositionEmbeddings = config.Integer("max_position_embeddings", maximum: MaximumTokens),
            LayerNormEpsilon = config.Positive("layer_norm_eps", 1e-5f),
            ProjectionDim = config.Integer("projection_dim", 512, 1, MaximumWidth),
            HiddenAct = config.Text("hidden_act", "quick_gelu"),
        };
        if (result.HiddenAct is not ("quick_gelu" or "gelu"))
        {
            throw config.Error("hidden_act", $"expected 'quick_gelu' or 'gelu', found '{result.HiddenAct}'.");
        }

        return result.HiddenSize % result.NumAttentionHeads == 0
            ? result
            : throw config.Error("num_attention_heads", $"{result.NumAttentionHeads} does not divide the hidden size {result.HiddenSize}.");
    }
}
