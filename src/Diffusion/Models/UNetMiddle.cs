namespace ReCorD.Diffusion.Models;

/// <summary>The part of a UNet between its down and up blocks (<c>mid_block_type</c>).</summary>
public enum UNetMiddle
{
    /// <summary>Resnet, attention, resnet: <c>UNetMidBlock2DCrossAttn</c>.</summary>
    CrossAttention,

    /// <summary>One resnet, as in distilled networks: <c>UNetMidBlock2D</c>.</summary>
    Resnet,

    /// <summary>Nothing: null.</summary>
    None,
}
