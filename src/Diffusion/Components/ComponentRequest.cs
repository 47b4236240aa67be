using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Components;

/// <summary>One run of one network on given tensors, to lay this engine beside another implementation.</summary>
public sealed record ComponentRequest
{
    /// <summary><c>unet</c>, <c>text_encoder</c>, <c>text_encoder_2</c>, <c>vae_encoder</c> or <c>vae_decoder</c>.</summary>
    public required string Component { get; init; }

    /// <summary>A model folder in diffusers layout, or the component's own folder.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>What the network computes in. Default single. An autoencoder that overflows in half precision (<c>force_upcast</c>) is single always.</summary>
    public NetworkPrecision Precision { get; init; }

    /// <summary>Also write attention probabilities, <c>out/cross/…</c> and <c>out/self/…</c> (self-attention up to 32x32 cells).</summary>
    public bool Maps { get; init; }

    /// <summary>Also compute the box loss of the last row and its gradient with respect to the latent.</summary>
    public BoxLossRequest? BoxLoss { get; init; }

    /// <summary>Name of an input tensor; also compute the mean squared error of the output against it and its gradient with respect to <c>encoder_hidden_states</c>.</summary>
    public string? MseTarget { get; init; }
}

/// <summary>The box loss to compute: box, index of the guided token in the padded sequence, side of the attention maps read.</summary>
public sealed record BoxLossRequest(Box Box, int Token, int Resolution);
