using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>What is to be known or changed when a model is opened.</summary>
public sealed record ModelOptions
{
    /// <summary>
    /// For checkpoints in one file: a folder in diffusers layout whose configurations and tokenizers count, and whose weights are taken where the file has none.
    /// Default null: what all published models share.
    /// </summary>
    public string? ConfigFolder { get; init; }

    /// <summary>LoRA files to merge into the weights, in this order. Default none.</summary>
    public IReadOnlyList<LoraChoice> Loras { get; init; } = [];

    /// <summary>Textual inversions whose tokens prompts may use. Default none.</summary>
    public IReadOnlyList<EmbeddingChoice> Embeddings { get; init; } = [];
}
