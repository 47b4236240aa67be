using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Runtime;

/// <summary>
/// Leaves out those of ONNX Runtime's optimisers that take long over large graphs and gain nothing there. Where attention is cut in blocks of products, SDXL's guidance has
/// 38,000 nodes (12,000 with one operator for each), and loads in a fraction of the time without them (docs/performance.md).
/// </summary>
internal static class OptimizerSelection
{
    /// <summary>Key of ONNX Runtime's session configuration: names of optimisers, with semicolons between them. Names that it does not know are ignored.</summary>
    public const string LeftOutKey = "optimization.disable_specified_optimizers";

    /// <summary>Key of ONNX Runtime's session configuration: 1 leaves out what rearranges quantised operators, of which our graphs have none.</summary>
    public const string NoQuantisationKey = "session.disable_quant_qdq";

    /// <summary>
    /// Both passes of one optimiser that moves transpositions through the heads of attention, one by one, and looks for a free name among all nodes for each node
    /// that it makes; and one that makes products of other operands out of the transpositions that are left, which then come late in the graph's numbering.
    /// Transpositions stand where the gradient rules want them: the networks are as fast without either.
    /// </summary>
    public const string LeftOut = "TransposeOptimizer;TransposeOptimizer_CPUExecutionProvider;MatmulTransposeFusion";

    /// <summary>Graphs with fewer nodes load in a second or two anyway, and are left as they are.</summary>
    private const int ManyNodes = 20_000;

    /// <summary>The settings for a graph. Entries that the caller has made stay.</summary>
    public static SessionSettings For(GraphModule module, SessionSettings settings)
        => settings.Device != "cpu" || module.Nodes.Count < ManyNodes
            ? settings
            : settings with { ConfigEntries = settings.ConfigEntries.SetItems(Entries().Where(entry => !settings.ConfigEntries.ContainsKey(entry.Key))) };

    private static IEnumerable<KeyValuePair<string, string>> Entries() => [KeyValuePair.Create(LeftOutKey, LeftOut), KeyValuePair.Create(NoQuantisationKey, "1")];
}
