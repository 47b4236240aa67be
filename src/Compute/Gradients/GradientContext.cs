using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients;

/// <summary>What a gradient rule sees: the forward node and the gradients of its outputs.</summary>
internal sealed class GradientContext(GraphBuilder builder, Node node, IReadOnlyList<Value?> outputGradients, IReadOnlyList<bool> needed)
{
    public GraphBuilder Builder => builder;

    public Node Node => node;

    public int InputCount => node.Inputs.Count;

    /// <summary>An operand; large attention probabilities are computed again rather than kept.</summary>
    public Value Input(int index) => Recomputation.Of(node.Inputs[index]);

    /// <inheritdoc cref="Input"/>
    public Value Output(int index = 0) => Recomputation.Of(node.Outputs[index]);

    /// <summary>Whether the gradient of this input is wanted. Rules check it before costly work.</summary>
    public bool Needs(int index) => index < needed.Count && needed[index];

    /// <summary>The gradient of an output, in the output's shape; zeros where nothing reached it.</summary>
    public Value OutputGradient(int index = 0)
        => outputGradients[index] ?? builder.Scalar(0, Output(index).ElementType).Expand(Output(index).Shape);

    /// <summary>A gradient in an elementwise operator's result shape, summed to the shape of an input that was broadcast; null where it is not wanted.</summary>
    public Value? ToInput(int index, Func<Value> gradient) => Needs(index) ? Broadcasting.SumTo(gradient(), Input(index).Shape) : null;
}
