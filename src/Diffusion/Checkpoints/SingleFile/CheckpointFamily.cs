namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>The kinds of Stable Diffusion that single files are read of.</summary>
internal enum CheckpointFamily
{
    /// <summary>Stable Diffusion 1.x: CLIP-L, 768 wide.</summary>
    StableDiffusion1,

    /// <summary>Stable Diffusion 2.x: OpenCLIP-H, 1024 wide.</summary>
    StableDiffusion2,

    /// <summary>Stable Diffusion XL and what was distilled from it: CLIP-L and OpenCLIP-bigG, 2048 wide together.</summary>
    StableDiffusionXL,
}
