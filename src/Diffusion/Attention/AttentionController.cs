using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Attention;

/// <summary>An attention processor that records probabilities as the network gives them, then edits them, in the order of the edits.</summary>
public sealed class AttentionController(params IReadOnlyList<IAttentionEdit> edits) : IAttentionProcessor
{
    private readonly List<RecordedAttention> recorded = [];

    /// <summary>How large maps that nobody reads are cut. Default <see cref="AttentionBlocks.Fast"/>.</summary>
    public AttentionBlocks Blocks { get; init; } = AttentionBlocks.Fast;

    /// <summary>Probabilities before edits, in the order in which the network computes them.</summary>
    public IReadOnlyList<RecordedAttention> Recorded => recorded;

    public Value Attend(AttentionCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Value original = call.Scores().Softmax(-1), edited = original;
        recorded.Add(new RecordedAttention(call.Module, call.IsCross, call.Height, call.Width, original));
        foreach (IAttentionEdit edit in edits)
        {
            edited = edit.Apply(call, edited);
        }

        // The recorded map of an attention that is computed in another way is no part of the graph unless an output asks for it.
        bool isLarge = ReferenceEquals(edited, original) && BlockedAttention.Suits(call, Blocks);
        return !isLarge ? call.Weigh(edited)
            : Blocks.Fused && call.Query.ElementType == ElementType.Float32 ? call.Query.FusedAttention(call.Key.TransposeLast(), call.Value)
            : BlockedAttention.Attend(call, Blocks);
    }

    /// <summary>Mean of the cross-attention maps on a grid over layers and heads (each head of each layer counts the same): [rows, height*width, tokens].</summary>
    /// <exception cref="GraphException">The network has no cross-attention on that grid; the message lists those it has.</exception>
    public Value MeanCrossAttention(int height, int width, MapSelection selection = MapSelection.All)
    {
        List<RecordedAttention> maps = [.. recorded.Where(map => map.IsCross && map.Height == height && map.Width == width)];
        if (maps.Count == 0)
        {
            IEnumerable<string> grids = recorded.Where(map => map.IsCross).Select(map => $"{map.Height}x{map.Width}").Distinct();
            throw new GraphException($"The network has no cross-attention on a {height}x{width} grid; it has {string.Join(", ", grids)}.");
        }

        IReadOnlyList<Value> kept = selection == MapSelection.All ? [.. maps.Select(map => map.Probabilities)] : SecondHalf(maps);
        Value sum = kept.Select(map => map.ReduceSum([1])).Aggregate((left, right) => left + right);
        return sum / kept.Sum(map => map.Shape[1]);
    }

    private static List<Value> SecondHalf(IReadOnlyList<RecordedAttention> maps)
    {
        long dropped = maps.Sum(map => map.Probabilities.Shape[1]) / 2;
        List<Value> kept = [];
        foreach (RecordedAttention map in maps.OrderBy(map => map.Part))
        {
            long heads = map.Probabilities.Shape[1], first = Math.Min(heads, dropped);
            dropped -= first;
            if (first < heads)
            {
                kept.Add(first == 0 ? map.Probabilities : map.Probabilities.Slice(1, first, heads));
            }
        }

        return kept;
    }
}

/// <summary>Attention probabilities of one module, [rows, heads, height*width, N].</summary>
public sealed record RecordedAttention(string Module, bool IsCross, int Height, int Width, Value Probabilities)
{
    /// <summary>The part of the UNet that the module's path begins with.</summary>
    public UNetPart Part => Module.Contains("up_blocks", StringComparison.Ordinal) ? UNetPart.Up
        : Module.Contains("down_blocks", StringComparison.Ordinal) ? UNetPart.Down : UNetPart.Middle;
}
