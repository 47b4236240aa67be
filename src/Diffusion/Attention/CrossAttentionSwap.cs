using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Attention;

/// <summary>
/// Eq. 2 of ReCorD: column n of a row's cross-attention maps becomes column pi(n) of another row's, blended by a weight. Prompt-to-Prompt
/// calls this refinement.
/// </summary>
public sealed class CrossAttentionSwap : IAttentionEdit
{
    private readonly Value sourceRows;
    private readonly Value sourceTokens;
    private readonly Value weight;

    public CrossAttentionSwap(GraphBuilder graph, int rows, int tokens)
    {
        ArgumentNullException.ThrowIfNull(graph);
        sourceRows = graph.Input(SourceRowsInput, ElementType.Int64, rows);
        sourceTokens = graph.Input(SourceTokensInput, ElementType.Int64, tokens);
        weight = graph.Input(WeightInput, ElementType.Float32, rows, tokens).Reshape(rows, 1, 1, tokens);
    }

    /// <summary>For each row, the row it takes maps from: int64 [rows]. Shared with <see cref="SelfAttentionReplacement"/>.</summary>
    public const string SourceRowsInput = "edit/source_rows";

    /// <summary>pi: for each token, the column it takes: int64 [tokens].</summary>
    public const string SourceTokensInput = "edit/swap_tokens";

    /// <summary>Share of the other row's column, float32 [rows, tokens] in [0, 1]; 0 changes nothing.</summary>
    public const string WeightInput = "edit/swap_weight";

    /// <summary>The graph input <see cref="SourceRowsInput"/>.</summary>
    public Value SourceRows => sourceRows;

    public Value Apply(AttentionCall call, Value probabilities)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!call.IsCross)
        {
            return probabilities;
        }

        Value source = probabilities.Gather(sourceRows, 0).Gather(sourceTokens, 3);
        return (source * weight) + (probabilities * (1 - weight));
    }
}
