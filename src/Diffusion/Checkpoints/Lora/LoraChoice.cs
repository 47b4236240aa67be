namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>A LoRA file to merge into a model (Hu et al., arXiv 2106.09685).</summary>
/// <param name="Path">A .safetensors file.</param>
/// <param name="Weight">Factor of its change; 1 is as trained, 0 changes nothing, negative numbers turn it round. Default 1.</param>
public sealed record LoraChoice(string Path, double Weight = 1);
