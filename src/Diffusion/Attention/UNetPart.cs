namespace ReCorD.Diffusion.Attention;

/// <summary>The part of a UNet that an attention belongs to, in the order in which the official code lists maps.</summary>
public enum UNetPart
{
    Up,
    Down,
    Middle,
}
