using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>What <see cref="PlainDenoising"/> remembers between steps.</summary>
/// <param name="Last">The last step that computed the whole network.</param>
/// <param name="Since">Steps since then.</param>
internal sealed record PlainMemory(DenoisingResult Last, int Since);
