using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Attention;

/// <summary>Self-attention maps of one row replace those of another, on grids up to a resolution: the layout of y' carried into y.</summary>
public sealed class SelfAttentionReplacement : IAttentionEdit
{
    private readonly Value sourceRows;
    private readonly Value weight;
    private readonly int resolution;

    /// <param name="graph">The graph that gets the input.</param>
    /// <param name="sourceRows">The input of <see cref="CrossAttentionSwap.SourceRows"/>.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="resolution">Largest side of the grids concerned.</param>
    public SelfAttentionReplacement(GraphBuilder graph, Value sourceRows, int rows, int resolution)
    {
        ArgumentNullException.ThrowIfNull(graph);
        this.sourceRows = sourceRows;
        this.resolution = resolution;
        weight = graph.Input(WeightInput, ElementType.Float32, rows).Reshape(rows, 1, 1, 1);
    }

    /// <summary>Share of the other row's maps, float32 [rows] in [0, 1]; 0 changes nothing.</summary>
    public const string WeightInput = "edit/self_weight";

    public Value Apply(AttentionCall call, Value probabilities)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.IsCross || Math.Max(call.Height, call.Width) > resolution
            ? probabilities
            : (probabilities.Gather(sourceRows, 0) * weight) + (probabilities * (1 - weight));
    }
}
