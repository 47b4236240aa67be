namespace ReCorD.Agents.Runs;

/// <summary>A LoRA file that was merged into the model.</summary>
/// <param name="Path">As given.</param>
/// <param name="Weight">Factor of its change.</param>
/// <param name="Sha256">Which file it was; null where it was not read.</param>
public sealed record LoraRecord(string Path, double Weight, string? Sha256 = null);

/// <summary>A textual inversion whose token the prompt could use.</summary>
/// <param name="Path">As given.</param>
/// <param name="Token">As given; null: the file's own.</param>
/// <param name="Sha256">Which file it was; null where it was not read.</param>
public sealed record EmbeddingRecord(string Path, string? Token, string? Sha256 = null);
