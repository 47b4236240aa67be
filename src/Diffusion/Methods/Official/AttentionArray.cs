using ReCorD.Diffusion.Attention;

namespace ReCorD.Diffusion.Methods.Official;

/// <summary>Shape and place of one attention's probabilities in a plain array [maps, height*width, columns].</summary>
/// <param name="Maps">Rows of the batch times heads; the heads of one row follow each other.</param>
/// <param name="Height">Height of the grid of queries.</param>
/// <param name="Width">Width of that grid.</param>
/// <param name="Columns">Text tokens (cross-attention) or height*width (self-attention).</param>
/// <param name="IsCross">Keys come from the text.</param>
/// <param name="Part">Where in the UNet it lies.</param>
public sealed record AttentionArray(int Maps, int Height, int Width, int Columns, bool IsCross, UNetPart Part)
{
    /// <summary>Queries: height times width.</summary>
    public int Pixels => Height * Width;

    /// <summary>Numbers in one map.</summary>
    public int MapLength => Pixels * Columns;
}
