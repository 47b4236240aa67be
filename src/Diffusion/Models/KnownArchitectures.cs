namespace ReCorD.Diffusion.Models;

/// <summary>Published network architectures, for measurements at full size with random weights.</summary>
public static class KnownArchitectures
{
    /// <summary>The UNet of Stable Diffusion 1.x: 860 million parameters, latents of 64x64.</summary>
    public static UNetConfig StableDiffusion15 { get; } = new()
    {
        InChannels = 4,
        OutChannels = 4,
        SampleSize = 64,
        BlockOutChannels = [320, 640, 1280, 1280],
        DownAttention = [true, true, true, false],
        UpAttention = [false, true, true, true],
        LayersPerBlock = [2, 2, 2, 2],
        TransformerLayersPerBlock = [1, 1, 1, 1],
        AttentionHeads = [8, 8, 8, 8],
        CrossAttentionDim = 768,
    };

    /// <summary>The UNet of Stable Diffusion XL base: 2.6 billion parameters, latents of 128x128, two text encoders.</summary>
    public static UNetConfig StableDiffusionXL { get; } = new()
    {
        InChannels = 4,
        OutChannels = 4,
        SampleSize = 128,
        BlockOutChannels = [320, 640, 1280],
        DownAttention = [false, true, true],
        UpAttention = [true, true, false],
        LayersPerBlock = [2, 2, 2],
        TransformerLayersPerBlock = [1, 2, 10],
        AttentionHeads = [5, 10, 20],
        CrossAttentionDim = 2048,
        UseLinearProjection = true,
        AdditionTimeEmbedDim = 256,
        ProjectionInputDim = 2816,
    };
}
