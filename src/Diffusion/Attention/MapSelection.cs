namespace ReCorD.Diffusion.Attention;

/// <summary>Which of the cross-attention maps of one grid, layer by layer and head by head, make up their mean.</summary>
public enum MapSelection
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>
    /// The second half of the list of all heads of all layers, layers in the order up, down, middle. The official code cuts the list so to be rid of
    /// the unconditional rows, but its gradient pass has none: in SDXL no layer of the decoder remains.
    /// </summary>
    SecondHalf,
}
