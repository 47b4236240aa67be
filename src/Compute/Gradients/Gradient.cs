using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients;

/// <summary>
/// Reverse-mode differentiation. Gradients are ordinary nodes in the same builder, of standard ONNX operators except for that of fused attention, so everything that
/// works on a graph (pruning, export, optimisation) works on them.
/// </summary>
public static class Gradient
{
    private static readonly IReadOnlyDictionary<string, IGradientRule> Rules = FindRules();

    /// <summary>Operators that have a rule.</summary>
    public static IReadOnlyCollection<string> SupportedOperators => [.. Rules.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The gradient of a scalar with respect to each target (any value it depends on: inputs, weights or results between), in the target's shape. Zeros where it does not depend on a target.</summary>
    /// <exception cref="GraphException">The loss is no single float32 number.</exception>
    /// <exception cref="GradientRuleMissingException">An operator between the loss and a target has no rule.</exception>
    public static IReadOnlyList<Value> Of(Value loss, params IReadOnlyList<Value> targets)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.Shape.ElementCount != 1 || loss.ElementType != ElementType.Float32)
        {
            throw new GraphException($"A gradient needs a loss that is one float32 number, not {loss}.");
        }

        return Pull(loss, loss.Builder.Scalar(1).Reshape(loss.Shape), targets);
    }

    /// <summary>
    /// The gradient of sum(value * weights) with respect to each target, in the target's shape and type, where the weights are taken as fixed numbers,
    /// whatever they depend on: one factor of the chain rule.
    /// </summary>
    /// <param name="value">A result of any shape, float32 or float16.</param>
    /// <param name="weights">Of the value's shape and type.</param>
    /// <param name="targets">Values that it depends on.</param>
    /// <exception cref="GraphException">Value and weights differ in shape or type.</exception>
    /// <exception cref="GradientRuleMissingException">An operator between the value and a target has no rule.</exception>
    public static IReadOnlyList<Value> Pull(Value value, Value weights, params IReadOnlyList<Value> targets)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(weights);
        if (!value.Shape.Equals(weights.Shape) || value.ElementType != weights.ElementType)
        {
            throw new GraphException($"{value} and its weights {weights} must have one shape and type.");
        }

        GraphBuilder builder = value.Builder;
        IReadOnlyList<Node> nodes = Topology.Sort([value]);
        HashSet<Value> onPath = FindPath(nodes, targets);
        Dictionary<Value, Value> gradients = new() { [value] = weights };
        foreach (Node node in nodes.Reverse())
        {
            if (node.Outputs.Any(gradients.ContainsKey) && node.Inputs.Any(onPath.Contains))
            {
                PassThrough(builder, node, onPath, gradients);
            }
        }

        return [.. targets.Select(target => gradients.GetValueOrDefault(target) ?? builder.Scalar(0, target.ElementType).Expand(target.Shape))];
    }

    /// <summary>Values that depend on a target: gradients flow only through them.</summary>
    private static HashSet<Value> FindPath(IReadOnlyList<Node> nodes, IReadOnlyList<Value> targets)
    {
        HashSet<Value> onPath = [.. targets];
        foreach (Node node in nodes.Where(node => node.Inputs.Any(onPath.Contains)))
        {
            onPath.UnionWith(node.Outputs.Where(output => output.ElementType is ElementType.Float32 or ElementType.Float16));
        }

        return onPath;
    }

    private static void PassThrough(GraphBuilder builder, Node node, HashSet<Value> onPath, Dictionary<Value, Value> gradients)
    {
        if (!Rules.TryGetValue(node.OpType, out IGradientRule? rule))
        {
            throw new GradientRuleMissingException(node.OpType, node.Scope);
        }

        using IDisposable scope = builder.EnterAbsolute(node.Scope.Length == 0 ? "gradient" : $"{node.Scope}.gradient");
        bool[] needed = [.. node.Inputs.Select(onPath.Contains)];
        GradientContext context = new(builder, node, [.. node.Outputs.Select(output => gradients.GetValueOrDefault(output))], needed);
        IReadOnlyList<Value?> results = rule.Apply(context);
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (needed[i] && i < results.Count && results[i] is { } contribution)
            {
                Add(gradients, node.Inputs[i], contribution, node);
            }
        }
    }

    private static void Add(Dictionary<Value, Value> gradients, Value input, Value contribution, Node node)
    {
        if (!contribution.Shape.Equals(input.Shape) || contribution.ElementType != input.ElementType)
        {
            throw new GraphException($"The gradient rule of {node} gave {contribution} for {input}: shapes and types must be equal.");
        }

        gradients[input] = gradients.TryGetValue(input, out Value? sum) ? sum + contribution : contribution;
    }

    private static Dictionary<string, IGradientRule> FindRules()
        => typeof(Gradient).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGradientRule)))
            .Select(type => (IGradientRule)Activator.CreateInstance(type)!)
            .SelectMany(rule => rule.OpTypes.Select(opType => (opType, rule)))
            .ToDictionary(pair => pair.opType, pair => pair.rule);
}
