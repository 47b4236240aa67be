using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>Results of the text encoder, float32 whatever the network's precision.</summary>
/// <param name="LastHiddenState">After the final layer norm, [B, N, hidden]: what SD1 and SD2 read.</param>
/// <param name="PenultimateHiddenState">Before the last layer and without the final norm (<c>hidden_states[-2]</c>): what SDXL reads.</param>
public sealed record ClipTextOutputs(Value LastHiddenState, Value PenultimateHiddenState);

/// <summary>transformers' <c>CLIPTextModel</c>, stated as a graph.</summary>
public static class ClipTextModel
{
    /// <summary>Weight of the pooled embedding's projection; only SDXL reads it.</summary>
    internal const string ProjectionName = $"{Projection}.weight";

    private const string Projection = "text_projection";

    /// <summary>Adds the network to a graph. <paramref name="inputIds"/>: int64 [B, N], N at most max_position_embeddings.</summary>
    public static ClipTextOutputs Build(NetworkBuilder network, ClipTextConfig config, Value inputIds)
    {
        ArgumentNullException.ThrowIfNull(inputIds);
        using IDisposable model = network.Enter("text_model");
        long tokens = inputIds.Shape[1];
        if (tokens > config.MaxPositionEmbeddings)
        {
            throw new GraphException($"The text encoder reads at most {config.MaxPositionEmbeddings} tokens, not {tokens}.");
        }

        Value words = network.Parameter("embeddings.token_embedding.weight", config.VocabSize, config.HiddenSize).Gather(inputIds, 0);
        Value positions = network.Parameter("embeddings.position_embedding.weight", config.MaxPositionEmbeddings, config.HiddenSize);
        Value x = words + (tokens == config.MaxPositionEmbeddings ? positions : positions.Slice(0, 0, tokens));
        Value mask = CausalMask(network.Graph, tokens), penultimate = x;
        for (int layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            penultimate = x;
            x = Layer(network, config, $"encoder.layers.{layer}", x, mask);
        }

        return new ClipTextOutputs(network.LayerNorm("final_layer_norm", x, config.LayerNormEpsilon).Cast(ElementType.Float32), penultimate.Cast(ElementType.Float32));
    }

    /// <summary>
    /// <c>text_embeds</c> of transformers' <c>CLIPTextModelWithProjection</c>, [B, projection_dim]: the state of each row's end token, projected. SDXL
    /// takes its pooled text from it.
    /// </summary>
    /// <param name="network">Weights and graph.</param>
    /// <param name="config">The network's.</param>
    /// <param name="lastHiddenState">Of <see cref="Build"/>, [B, N, hidden].</param>
    /// <param name="endPositions">Where the end token first stands in each row, int64 [B].</param>
    public static Value Pool(NetworkBuilder network, ClipTextConfig config, Value lastHiddenState, Value endPositions)
    {
        ArgumentNullException.ThrowIfNull(lastHiddenState);
        long rows = lastHiddenState.Shape[0], tokens = lastHiddenState.Shape[1];
        Value starts = network.Graph.Constant<long>([.. Enumerable.Range(0, (int)rows).Select(row => row * tokens)], rows);
        Value ends = lastHiddenState.Reshape(rows * tokens, lastHiddenState.Shape[2]).Gather(endPositions + starts, 0);
        return network.Linear(Projection, ends, config.ProjectionDim, bias: false).Cast(ElementType.Float32);
    }

    private static Value Layer(NetworkBuilder network, ClipTextConfig config, string module, Value x, Value mask)
    {
        using IDisposable scope = network.Enter(module);
        x += Attention(network, config, network.LayerNorm("layer_norm1", x, config.LayerNormEpsilon), mask);
        Value hidden = network.Linear("mlp.fc1", network.LayerNorm("layer_norm2", x, config.LayerNormEpsilon), config.IntermediateSize);
        hidden = config.HiddenAct == "gelu" ? hidden.Gelu() : hidden.QuickGelu();
        return x + network.Linear("mlp.fc2", hidden, config.HiddenSize);
    }

    private static Value Attention(NetworkBuilder network, ClipTextConfig config, Value x, Value mask)
    {
        using IDisposable scope = network.Enter("self_attn");
        long size = config.HiddenSize / config.NumAttentionHeads;
        Value Heads(string name) => network.Linear(name, x, config.HiddenSize).Reshape(x.Shape[0], x.Shape[1], config.NumAttentionHeads, size);
        Value query = (Heads("q_proj") * (float)(1 / Math.Sqrt(size))).Transpose(0, 2, 1, 3);
        Value scores = AttentionCall.Similarity(query, Heads("k_proj").Transpose(0, 2, 3, 1)) + mask;
        Value attended = AttentionCall.Weigh(scores.Softmax(-1), Heads("v_proj").Transpose(0, 2, 1, 3));
        return network.Linear("out_proj", attended.Transpose(0, 2, 1, 3).Reshape(x.Shape), config.HiddenSize);
    }

    /// <summary>Each token sees itself and those before it. A large negative number, not infinity, keeps gradients finite.</summary>
    private static Value CausalMask(GraphBuilder graph, long tokens)
    {
        float[] mask = new float[tokens * tokens];
        for (long row = 0; row < tokens; row++)
        {
            mask.AsSpan((int)((row * tokens) + row + 1), (int)(tokens - row - 1)).Fill(-1e9f);
        }

        return graph.Constant<float>(mask, 1, 1, tokens, tokens);
    }
}
