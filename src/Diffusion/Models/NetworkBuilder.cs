using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>
/// Layers with weights, named as PyTorch modules are: the module path is the scope of the graph builder. Precision is decided here: linear layers and
/// convolutions compute in the type of their weights, normalisations in single precision, whose result has the weights' type again. Attention
/// probabilities are single too (<see cref="AttentionCall"/>).
/// </summary>
public sealed class NetworkBuilder(GraphBuilder graph, IWeightSource weights)
{
    public GraphBuilder Graph => graph;

    public IWeightSource Weights => weights;

    /// <summary>Enters a submodule until the result is disposed.</summary>
    public IDisposable Enter(string module) => graph.Enter(module);

    public string FullName(string name) => graph.Scope.Length == 0 ? name : $"{graph.Scope}.{name}";

    /// <summary>A weight of the current module.</summary>
    public Value Parameter(string name, params ReadOnlySpan<long> shape)
    {
        string fullName = FullName(name);
        return graph.Weight(fullName, weights.Get(fullName, new TensorShape(shape)));
    }

    /// <summary>nn.Linear.</summary>
    public Value Linear(string module, Value x, long features, bool bias = true)
    {
        using IDisposable scope = Enter(module);
        return x.Cast(weights.ElementType).Linear(Parameter("weight", features, x.Shape[-1]), bias ? Parameter("bias", features) : null);
    }

    /// <summary>nn.Conv2d with a square kernel.</summary>
    public Value Conv(string module, Value x, long channels, int kernel, int stride = 1, int? padding = null)
    {
        using IDisposable scope = Enter(module);
        Value weight = Parameter("weight", channels, x.Shape[1], kernel, kernel);
        return x.Cast(weights.ElementType).Conv(weight, Parameter("bias", channels), stride, padding ?? kernel / 2);
    }

    /// <summary>nn.GroupNorm.</summary>
    public Value GroupNorm(string module, Value x, int groups, float epsilon)
    {
        using IDisposable scope = Enter(module);
        long channels = x.Shape[1];
        if (channels % groups != 0)
        {
            throw new ModelFolderException($"`norm_num_groups` is {groups}, which does not divide the {channels} channels of {FullName("weight")}.");
        }

        return x.Cast(ElementType.Float32).GroupNormalization(groups, SingleParameter("weight", channels), SingleParameter("bias", channels), epsilon).Cast(weights.ElementType);
    }

    /// <summary>nn.LayerNorm over the last axis.</summary>
    public Value LayerNorm(string module, Value x, float epsilon = 1e-5f)
    {
        using IDisposable scope = Enter(module);
        return x.Cast(ElementType.Float32).LayerNormalization(SingleParameter("weight", x.Shape[-1]), SingleParameter("bias", x.Shape[-1]), epsilon).Cast(weights.ElementType);
    }

    private Value SingleParameter(string name, long size)
    {
        string fullName = FullName(name);
        return graph.Weight(fullName, weights.GetSingle(fullName, new TensorShape(size)));
    }
}
