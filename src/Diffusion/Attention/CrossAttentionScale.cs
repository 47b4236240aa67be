using System.Globalization;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Attention;

/// <summary>
/// Multiplies cross-attention maps by factors per row, pixel and token: the overlap removal of Eq. 3 (1 - A_m on every token but the
/// object's) or any other mask. Maps are not renormalised after, as in the official code.
/// </summary>
public sealed class CrossAttentionScale(GraphBuilder graph, int rows, int tokens) : IAttentionEdit
{
    private readonly SortedDictionary<(int Height, int Width), Value> inputs = [];

    /// <summary>Grids (height, width) that have an input, once the network is built.</summary>
    public IReadOnlyCollection<(int Height, int Width)> Grids => inputs.Keys;

    /// <summary>Name of the input for a grid: factors, float32 [rows, height*width, tokens]; 1 changes nothing.</summary>
    public static string InputName(int height, int width) => string.Create(CultureInfo.InvariantCulture, $"edit/scale_{height}x{width}");

    public Value Apply(AttentionCall call, Value probabilities)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!call.IsCross)
        {
            return probabilities;
        }

        (int Height, int Width) grid = (call.Height, call.Width);
        if (!inputs.TryGetValue(grid, out Value? factors))
        {
            long pixels = (long)call.Height * call.Width;
            factors = graph.Input(InputName(call.Height, call.Width), ElementType.Float32, rows, pixels, tokens).Reshape(rows, 1, pixels, tokens);
            inputs.Add(grid, factors);
        }

        return probabilities * factors;
    }
}
