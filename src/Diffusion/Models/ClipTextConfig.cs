namespace ReCorD.Diffusion.Models;

/// <summary>What a <c>text_encoder/config.json</c> says. Names follow transformers.</summary>
public sealed record ClipTextConfig
{
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
        ClipTextConfig result = new()
        {
            VocabSize = config.Integer("vocab_size"),
            HiddenSize = config.Integer("hidden_size"),
            IntermediateSize = config.Integer("intermediate_size"),
            NumHiddenLayers = config.Integer("num_hidden_layers"),
            NumAttentionHeads = config.Integer("num_attention_heads"),
            MaxPositionEmbeddings = config.Integer("max_position_embeddings"),
            LayerNormEpsilon = config.Float("layer_norm_eps", 1e-5f),
            ProjectionDim = config.Integer("projection_dim", 512),
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
