using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Lowering;

/// <summary>
/// States convolutions in ONNX Runtime's operators on blocked pictures. Its own optimiser does the same, but makes the reordered kernels anew for each
/// session, beside the raw ones: gigabytes and seconds in a large network. Here all sessions share one set (<see cref="BlockedKernels"/>).
/// Convolutions whose channels do not fill whole blocks, of groups, or with a computed kernel are left to it.
/// </summary>
internal static class BlockedConvolutions
{
    public static GraphModule Lower(GraphModule module, BlockedKernels kernels, CancellationToken cancellationToken)
        => GraphRewriter.Rewrite(module, (g, node, operands) => Replace(g, node, operands, kernels), cancellationToken);

    private static IReadOnlyList<Value>? Replace(GraphBuilder g, Node node, IReadOnlyList<Value> operands, BlockedKernels kernels)
    {
        if (node is not { OpType: "Conv", Domain: "" } || node.Integer("group", 1) != 1 || operands[0].Shape.Rank != 4 || !kernels.Layout.Suits(operands[1].Shape)
            || Kernel(operands[1]) is not var (weight, form))
        {
            return null;
        }

        Value kernel = g.Weight($"{weight.Name}/{form}", kernels.Get(weight.Initializer!, form));
        Value picture = BlockedLayout.Emit(g, "ReorderInput", [operands[0]], operands[0].Shape);
        Value result = BlockedLayout.Emit(g, "Conv", [picture, kernel, .. operands.Skip(2)], node.Outputs[0].Shape, node.Attributes);
        return [BlockedLayout.Emit(g, "ReorderOutput", [result], result.Shape, new Dictionary<string, object> { ["channels"] = result.Shape[1] })];
    }

    /// <summary>The weight that a kernel is, or is turned from as the gradient states it; null where it is neither.</summary>
    private static (Value Weight, KernelForm Form)? Kernel(Value value)
    {
        if (value.ElementType != ElementType.Float32)
        {
            return null;
        }

        if (value.Initializer is not null)
        {
            return (value, KernelForm.Plain);
        }

        bool isPoint = value.Shape[2] == 1 && value.Shape[3] == 1;
        Node? exchange = isPoint ? value.Producer : value.Producer is { OpType: "Slice" } flip && IsFlip(flip) ? flip.Inputs[0].Producer : null;
        return exchange is { OpType: "Transpose" } && exchange.Inputs[0].Initializer is not null && exchange.Integers("perm", []).AsSpan().SequenceEqual([1, 0, 2, 3])
            ? (exchange.Inputs[0], KernelForm.Turned)
            : null;
    }

    /// <summary>Whether a slice turns both axes of the kernel, whole, backwards.</summary>
    private static bool IsFlip(Node slice)
    {
        long[]?[] settings = [.. slice.Inputs.Skip(1).Select(input => input.Initializer?.ToArray<long>())];
        return settings is [[-1, -1], [long.MinValue, long.MinValue], [2, 3], [-1, -1]];
    }
}
