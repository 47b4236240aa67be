using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Tests.Graph;

public sealed class TopologyTests
{
    private readonly GraphBuilder g = new("test");

    [Fact]
    public void ByReadiness_Nodes_AreTheSameAndComeAfterWhatTheyRead()
    {
        Value x = g.Input("x", ElementType.Float32, 2);
        Value squared = x * x;
        GraphModule module = g.Build(KeyValuePair.Create("y", ((squared + x).Exp() * squared) / (squared.Exp() + squared)));

        IReadOnlyList<Node> ordered = Topology.ByReadiness(module.Nodes);

        Assert.Equal(module.Nodes.ToHashSet(), ordered.ToHashSet());
        Assert.Equal(module.Nodes.Count, ordered.Count);
        HashSet<Value> known = [.. module.Inputs, .. module.Initializers];
        foreach (Node node in ordered)
        {
            Assert.All(node.Inputs, input => Assert.Contains(input, known));
            known.UnionWith(node.Outputs);
        }
    }

    [Fact]
    public void ByReadiness_WorkThatOnlyTheEndReads_ComesAsSoonAsItCan()
    {
        Value first = g.Input("x", ElementType.Float32, 2).Exp(), last = first;
        for (int i = 0; i < 10; i++)
        {
            last = last.Tanh();
        }

        Value helper = first.Sigmoid();
        GraphModule module = g.Build(KeyValuePair.Create("y", last * helper));

        IReadOnlyList<Node> ordered = Topology.ByReadiness(module.Nodes);

        Assert.Equal("Tanh", module.Nodes[2].OpType);
        Assert.Equal(["Exp", "Tanh", "Sigmoid", "Tanh"], ordered.Take(4).Select(node => node.OpType));
    }
}
