using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>One attention of a network, before anything is computed from queries, keys and values.</summary>
/// <param name="Module">Dotted path as in diffusers, such as <c>mid_block.attentions.0.transformer_blocks.0.attn2</c>.</param>
/// <param name="IsCross">Keys and values come from the text.</param>
/// <param name="Height">Height of the grid that the queries form.</param>
/// <param name="Width">Width of that grid.</param>
/// <param name="Query">[B, heads, H*W, d], already divided by sqrt(d).</param>
/// <param name="Key">Transposed: [B, heads, d, N], N = text tokens (cross) or H*W (self).</param>
/// <param name="Value">[B, heads, N, d].</param>
/// <remarks>Queries, keys and values have the network's precision; scores and probabilities are single, and with them all that reads or edits maps.</remarks>
public sealed record AttentionCall(string Module, bool IsCross, int Height, int Width, Value Query, Value Key, Value Value)
{
    /// <summary>Scaled similarity of queries and keys, [B, heads, H*W, N].</summary>
    public Value Scores() => Similarity(Query, Key);

    /// <summary>The attended values, [B, heads, H*W, d].</summary>
    public Value Weigh(Value probabilities) => Weigh(probabilities, Value);

    /// <summary>Products of queries and transposed keys in single precision, which a softmax needs: half has steps of 1/8 at 200.</summary>
    internal static Value Similarity(Value query, Value key) => query.MatMul(key).Cast(ElementType.Float32);

    /// <summary>Values weighed in their own precision.</summary>
    internal static Value Weigh(Value probabilities, Value values) => probabilities.Cast(values.ElementType).MatMul(values);
}
