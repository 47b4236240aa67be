using ReCorD.Compute.Graph;
using ReCorD.Compute.Lowering.Elementwise;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Lowering;

/// <summary>States a graph in the operators that are fastest on the processor, where the settings let ONNX Runtime choose such too.</summary>
internal static class ProcessorLowering
{
    /// <param name="runtime">Has the kernels of convolutions.</param>
    /// <param name="module">The graph.</param>
    /// <param name="settings">The session's, with its packing decided.</param>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    public static GraphModule Lower(ComputeRuntime runtime, GraphModule module, SessionSettings settings, CancellationToken cancellationToken)
    {
        if (settings is not { Device: "cpu", Optimization: >= GraphOptimization.Layout })
        {
            return module;
        }

        if (runtime.BlockedKernels is { } kernels)
        {
            module = BlockedLinearLayers.Lower(module, kernels, cancellationToken);
            module = BlockedConvolutions.Lower(module, kernels, cancellationToken);
        }

        if (!settings.ComputesOwnOperators)
        {
            return module;
        }

        // Packed matrices are as fast as our own products.
        module = settings.WeightPacking == WeightPacking.Shared ? OwnMatrixProducts.Lower(module, cancellationToken) : module;
        return OwnElementwise.Lower(module, cancellationToken);
    }
}
