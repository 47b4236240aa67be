using System.Collections.Immutable;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Kernels.Elementwise;

namespace ReCorD.Compute.Lowering.Elementwise;

/// <summary>A group of elementwise nodes as one program, with what it reads and what it gives.</summary>
/// <param name="Nodes">The nodes that it takes the place of, those that join its results included.</param>
/// <param name="Operands">Tensors that it reads.</param>
/// <param name="Results">Values that it gives.</param>
/// <param name="Program">What it does.</param>
internal sealed record ElementwiseFusion(IReadOnlyList<Node> Nodes, IReadOnlyList<Value> Operands, IReadOnlyList<Value> Results, ElementwiseProgram Program)
{
    /// <summary>Functions that ONNX Runtime computes number by number, or nearly so: worth a program even alone.</summary>
    private static readonly HashSet<string> Slow = ["Erf", "Exp", "Gelu", "Sigmoid"];

    /// <summary>Null where the group gains nothing or does not fit the kernel's loops.</summary>
    public static ElementwiseFusion? Of(IReadOnlyList<Node> group, GraphReaders readers)
    {
        if (group.Count == 1 && !Slow.Contains(group[0].OpType))
        {
            return null;
        }

        TensorShape shape = group[0].Outputs[0].Shape;
        HashSet<Node> members = [.. group];
        List<Value> sources = [.. group.SelectMany(node => node.Inputs).Where(input => input.Producer is null || !members.Contains(input.Producer)).Distinct()];
        List<Node> joins = [.. group.SelectMany(node => readers.Of(node.Outputs[0])).Where(reader => IsJoin(reader, members, readers)).Distinct()];
        List<int> given = [.. Enumerable.Range(0, group.Count).Where(step => IsGiven(group[step].Outputs[0], members, readers))];
        Dictionary<Value, Node> places = joins.SelectMany(join => join.Inputs.Select(input => (input, join))).ToDictionary();
        List<ElementwiseView> reads = [.. sources.Select(value => ElementwiseView.Of(value, shape))];
        List<ElementwiseView> writes = [.. given.Select(step => Place(group[step].Outputs[0]))];
        return ElementwiseLoops.Of(shape, [.. reads.Concat(writes).Select(view => view.Steps)]) is { } loops
            ? Of([.. group, .. joins], Steps(group, sources), given, reads, writes, loops)
            : null;

        ElementwiseView Place(Value value) => places.TryGetValue(value, out Node? join) ? ElementwiseView.Within(join, value) : ElementwiseView.Of(value, shape);
    }

    /// <param name="nodes">All nodes.</param>
    /// <param name="steps">What is computed.</param>
    /// <param name="given">The steps whose results leave the program.</param>
    /// <param name="reads">Where its operands are.</param>
    /// <param name="writes">Where those results go.</param>
    /// <param name="loops">The loops through both, in this order.</param>
    private static ElementwiseFusion Of(
        IReadOnlyList<Node> nodes, ImmutableArray<ElementwiseStep> steps, List<int> given, List<ElementwiseView> reads, List<ElementwiseView> writes, ElementwiseLoops loops)
    {
        List<Value> operands = [.. reads.Select(view => view.Tensor).Distinct()], results = [.. writes.Select(view => view.Tensor).Distinct()];
        ElementwiseAccess Access(List<Value> tensors, ElementwiseView view, long[] by) => new(tensors.IndexOf(view.Tensor), view.Offset, by[0], by[1], by[2]);
        ElementwiseProgram program = new()
        {
            Lengths = (loops.Lengths[0], loops.Lengths[1], loops.Lengths[2]),
            Operands = [.. reads.Select((view, index) => Access(operands, view, loops.Steps[index]))],
            Steps = steps,
            Results = [.. writes.Select((view, index) => new ElementwiseResult(given[index], Access(results, view, loops.Steps[reads.Count + index])))],
            Shapes = [.. results.Select(value => value.Shape)],
        };
        return new ElementwiseFusion(nodes, operands, results, program);
    }

    /// <summary>Whether a member's result is needed outside of the group.</summary>
    private static bool IsGiven(Value value, HashSet<Node> members, GraphReaders readers) => readers.IsOutput(value) || readers.Of(value).Any(reader => !members.Contains(reader));

    /// <summary>A "Concat" of members' results that nothing else reads: they are written to their places in it.</summary>
    private static bool IsJoin(Node node, HashSet<Node> members, GraphReaders readers)
        => node is { OpType: "Concat", Domain: "" } && node.Inputs.Distinct().Count() == node.Inputs.Count
            && node.Inputs.All(input => input.Producer is { } producer && members.Contains(producer) && readers.Of(input).Count(reader => !members.Contains(reader)) == 1 && !readers.IsOutput(input));

    private static ImmutableArray<ElementwiseStep> Steps(IReadOnlyList<Node> group, List<Value> sources)
    {
        Dictionary<Value, int> numbers = sources.Concat(group.Select(node => node.Outputs[0])).Select((value, index) => (value, index)).ToDictionary();
        return [.. group.Select(node => new ElementwiseStep(Enum.Parse<ElementwiseOperation>(node.OpType), numbers[node.Inputs[0]], numbers[node.Inputs[^1]]))];
    }
}
