using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Attention;

/// <summary>
/// Attention of large grids, head by head and some queries at a time, for where nobody reads or edits the probabilities. The same numbers are
/// computed, but what is written and read again at once is small enough for the processor's cache: whole maps are 512 MiB on a 64x64 grid with
/// 8 heads, and moving them between memory and processor took most of the time of a guidance step.
/// </summary>
internal static class BlockedAttention
{
    /// <summary>Whether the call's map is so large that it is cut.</summary>
    public static bool Suits(AttentionCall call, AttentionBlocks blocks) => call.Query.Shape[1] * HeadElements(call) > blocks.SmallestMap;

    /// <inheritdoc cref="IAttentionProcessor.Attend"/>
    public static Value Attend(AttentionCall call, AttentionBlocks blocks)
    {
        int heads = (int)call.Query.Shape[1];
        IReadOnlyList<Value> queries = call.Query.Split(1, heads), values = call.Value.Split(1, heads);
        IReadOnlyList<Value> keys = call.Key.TransposeLast().Split(1, heads);
        return ShapeOperators.Concat(1, [.. queries.Select((query, head) => Head(call, blocks, query, keys[head], values[head]))]);
    }

    /// <summary>
    /// One head, [B, 1, H*W, d]. Joining its three operands and cutting them apart again changes nothing, but the gradient of that joins
    /// their gradients, so that ONNX Runtime, which orders nodes from the results back, ends one head before it starts the next.
    /// </summary>
    private static Value Head(AttentionCall call, AttentionBlocks sizes, Value query, Value key, Value value)
    {
        long pixels = query.Shape[2], tokens = key.Shape[2];
        IReadOnlyList<Value> parts = ShapeOperators.Concat(2, query, key, value).Cut(2, pixels, tokens, tokens);
        Value transposed = parts[1].TransposeLast();
        IEnumerable<Value> blocks = parts[0].Cut(2, QueryBlocks(call, sizes)).Select(block => AttentionCall.Weigh(AttentionCall.Similarity(block, transposed).Softmax(-1), parts[2]));
        return ShapeOperators.Concat(2, [.. blocks]);
    }

    /// <summary>How many queries each block has: nearly equal, whatever the number of queries divides by.</summary>
    private static long[] QueryBlocks(AttentionCall call, AttentionBlocks sizes)
    {
        long pixels = call.Query.Shape[2], blocks = Math.Min(pixels, (HeadElements(call) + sizes.Block - 1) / sizes.Block);
        return [.. Enumerable.Range(0, (int)blocks).Select(block => (((block + 1) * pixels) / blocks) - ((block * pixels) / blocks))];
    }

    /// <summary>Probabilities of one head of all rows.</summary>
    private static long HeadElements(AttentionCall call) => call.Query.Shape[0] * call.Query.Shape[2] * call.Key.Shape[3];
}
