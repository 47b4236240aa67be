using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>Where and how a pipeline's networks run.</summary>
public sealed record ExecutionSettings
{
    /// <summary>The value of <see cref="AutoencoderTile"/> that stands for the size of the pictures that the autoencoder was trained on.</summary>
    public const int TrainedSize = 0;

    /// <summary>The device and its options. Default: the processor.</summary>
    public SessionSettings Session { get; init; } = new();

    /// <summary>Precision of UNet, text encoders and, where its configuration allows, the autoencoder. Default single.</summary>
    public NetworkPrecision Precision { get; init; }

    /// <summary>How large attention maps are cut. Default <see cref="AttentionBlocks.Fast"/>.</summary>
    public AttentionBlocks AttentionBlocks { get; init; } = AttentionBlocks.Fast;

    /// <summary><see cref="AttentionBlocks"/> for networks without gradients: fused where that is faster on the device.</summary>
    public AttentionBlocks ForwardAttentionBlocks => AttentionBlocks with { Fused = Session.FusesAttention };

    /// <summary><see cref="AttentionBlocks"/> for networks with gradients, likewise.</summary>
    public AttentionBlocks GradientAttentionBlocks => AttentionBlocks with { Fused = Session.FusesAttentionGradient };

    /// <summary>
    /// Side in pixels of the tiles in which pictures larger than a tile are decoded, a multiple of 32 for Stable Diffusion (4 latent cells);
    /// <see cref="TrainedSize"/> for the autoencoder's own; null (default) decodes pictures whole.
    /// </summary>
    public int? AutoencoderTile { get; init; }

    /// <summary>
    /// Whether a method leaves rows of the batch out once nothing depends on them any more. Saves about a third of a run of ReCorD and changes its
    /// pictures by rounding only; needs a second compiled network. Default: yes.
    /// </summary>
    public bool LeaveOutIdleRows { get; init; } = true;
}
