using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Lowering;

/// <summary>
/// States linear layers that follow one another, with nothing but elementwise work between them (the feed-forward part of a transformer, and its
/// gradient), as 1x1 convolutions in ONNX Runtime's blocked layout. There they run at the speed of convolutions, a quarter faster than matrix products
/// with weights in the order of the file, and halving and joining channels moves whole blocks. Only the ends of such a chain are reordered.
/// </summary>
/// <remarks>
/// A value with C channels on its last axis and N numbers for each of them has a blocked twin, a picture [1, C, height, width] of N pixels. Each rewritten
/// node computes twins from twins; the value itself is stated too, reordered from its twin, and left out of the finished graph where nothing else reads it.
/// </remarks>
internal sealed class BlockedLinearLayers
{
    /// <summary>
    /// Widest picture. Lines are what ONNX Runtime deals out to threads, and a picture one pixel wide would be slow to work on: it multiplies such by a
    /// scalar number by number.
    /// </summary>
    private const long WidestPicture = 64;

    private readonly BlockedKernels kernels;
    private readonly LinearChains chains;
    private readonly Dictionary<Value, Value> twins = [];

    private BlockedLinearLayers(BlockedKernels kernels, LinearChains chains)
    {
        this.kernels = kernels;
        this.chains = chains;
    }

    public static GraphModule Lower(GraphModule module, BlockedKernels kernels, CancellationToken cancellationToken)
    {
        LinearChains chains = LinearChains.Find(module, kernels.Layout);
        return chains.IsEmpty ? module : GraphRewriter.Rewrite(module, new BlockedLinearLayers(kernels, chains).Replace, cancellationToken);
    }

    private IReadOnlyList<Value>? Replace(GraphBuilder g, Node node, IReadOnlyList<Value> operands)
    {
        if (!chains.Contains(node))
        {
            return null;
        }

        IReadOnlyList<Value> blocked = node.OpType switch
        {
            "Gemm" => [Layer(g, node, operands)],
            "Reshape" => [twins[operands[0]]],
            "Split" => Split(g, node, operands),
            "Concat" => [ShapeOperators.Concat(1, [.. operands.Select(operand => twins[operand])])],
            _ => [Elementwise(g, node, operands)],
        };
        return [.. node.Outputs.Zip(blocked, (output, twin) => Plain(g, output.Shape, twin))];
    }

    private Value Layer(GraphBuilder g, Node node, IReadOnlyList<Value> operands)
    {
        Value weight = operands[1], picture = twins.TryGetValue(operands[0], out Value? twin) ? twin : Blocked(g, operands[0]);
        KernelForm form = node.Integer("transB", 0) == 1 ? KernelForm.Plain : KernelForm.Turned;
        Value kernel = g.Weight($"{weight.Name}/{form}", kernels.Get(weight.Initializer!, form));
        Dictionary<string, object> attributes = new() { ["kernel_shape"] = new long[] { 1, 1 } };
        return BlockedLayout.Emit(g, "Conv", [picture, kernel, .. operands.Skip(2)], picture.Shape.With(1, kernel.Shape[0]), attributes);
    }

    private IReadOnlyList<Value> Split(GraphBuilder g, Node node, IReadOnlyList<Value> operands)
    {
        Value twin = twins[operands[0]];
        Dictionary<string, object> attributes = new(node.Attributes) { ["axis"] = 1L };
        return g.Emit("Split", [twin, .. operands.Skip(1)], [.. node.Outputs.Select(output => (twin.ElementType, twin.Shape.With(1, output.Shape[-1])))], attributes);
    }

    private Value Elementwise(GraphBuilder g, Node node, IReadOnlyList<Value> operands)
    {
        IReadOnlyList<Value> blocked = [.. operands.Select(operand => twins.GetValueOrDefault(operand, operand))];
        TensorShape shape = twins[operands.First(twins.ContainsKey)].Shape;
        return g.Emit(node.OpType, blocked, ElementType.Float32, shape, node.Attributes);
    }

    /// <summary>The twin of a value that is not computed blocked.</summary>
    private static Value Blocked(GraphBuilder g, Value value)
    {
        long channels = value.Shape[-1], pixels = value.Shape.ElementCount / channels, width = Width(pixels);
        TensorShape picture = new(1, channels, pixels / width, width);
        return BlockedLayout.Emit(g, "ReorderInput", [value.Reshape(1, picture[2], width, channels)], picture, new Dictionary<string, object> { ["channels_last"] = 1L });
    }

    private static long Width(long pixels)
    {
        long width = Math.Min(pixels, WidestPicture);
        while (pixels % width != 0)
        {
            width--;
        }

        return width;
    }

    /// <summary>The value of a twin, which is remembered.</summary>
    private Value Plain(GraphBuilder g, TensorShape shape, Value twin)
    {
        Dictionary<string, object> attributes = new() { ["channels"] = twin.Shape[1], ["channels_last"] = 1L };
        Value last = BlockedLayout.Emit(g, "ReorderOutput", [twin], new TensorShape(1, twin.Shape[2], twin.Shape[3], twin.Shape[1]), attributes);
        Value plain = last.Reshape(shape);
        twins[plain] = twin;
        return plain;
    }
}
