using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Attention;

/// <summary>
/// Attention of large grids, a head or a few at a time and some queries of it, for where nobody reads or edits the probabilities. The same numbers are
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
        long[] groups = HeadGroups(call, blocks);
        IReadOnlyList<Value> queries = call.Query.Cut(1, groups), values = call.Value.Cut(1, groups), keys = call.Key.TransposeLast().Cut(1, groups);
        return ShapeOperators.Concat(1, [.. queries.Select((query, group) => Heads(call, blocks, query, keys[group], values[group]))]);
    }

    /// <summary>
    /// Some heads, [B, heads, H*W, d]. Joining its three operands and cutting them apart again changes nothing, but the gradient of that joins
    /// their gradients, so that ONNX Runtime, which orders nodes from the results back, ends these heads before it starts the next.
    /// </summary>
    private static Value Heads(AttentionCall call, AttentionBlocks sizes, Value query, Value key, Value value)
    {
        long pixels = query.Shape[2], tokens = key.Shape[2];
        IReadOnlyList<Value> parts = ShapeOperators.Concat(2, query, key, value).Cut(2, pixels, tokens, tokens);
        Value transposed = parts[1].TransposeLast();
        IEnumerable<Value> blocks = parts[0].Cut(2, QueryBlocks(call, sizes, query.Shape[1])).Select(block => AttentionCall.Weigh(AttentionCall.Similarity(block, transposed).Softmax(-1), parts[2]));
        return ShapeOperators.Concat(2, [.. blocks]);
    }

    /// <summary>How many heads are computed together: one, or as many as fit a block, which saves a third of SDXL's nodes.</summary>
    private static long[] HeadGroups(AttentionCall call, AttentionBlocks sizes)
    {
        long heads = call.Query.Shape[1], fitting = Math.Max(1, sizes.Block / HeadElements(call));
        return NearlyEqual(heads, (heads + fitting - 1) / fitting);
    }

    /// <summary>How many queries each block has.</summary>
    private static long[] QueryBlocks(AttentionCall call, AttentionBlocks sizes, long heads)
    {
        long pixels = call.Query.Shape[2], blocks = Math.Min(pixels, ((heads * HeadElements(call)) + sizes.Block - 1) / sizes.Block);
        return NearlyEqual(pixels, blocks);
    }

    /// <summary>A number in parts, whatever it divides by.</summary>
    private static long[] NearlyEqual(long number, long parts)
        => [.. Enumerable.Range(0, (int)parts).Select(part => (((part + 1) * number) / parts) - ((part * number) / parts))];

    /// <summary>Probabilities of one head of all rows.</summary>
    private static long HeadElements(AttentionCall call) => call.Query.Shape[0] * call.Query.Shape[2] * call.Key.Shape[3];
}
