namespace ReCorD.Diffusion.Checkpoints.Embeddings;

/// <summary>A textual inversion (Gal et al., arXiv 2208.01618): vectors that stand for a token in prompts.</summary>
/// <param name="Path">A .safetensors file.</param>
/// <param name="Token">What to write in prompts. Null: the name that the file has for it, or the file's own.</param>
public sealed record EmbeddingChoice(string Path, string? Token = null);
