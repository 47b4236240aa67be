using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Runtime;

/// <summary>How a session is made.</summary>
public sealed record SessionSettings
{
    /// <summary>One of <c>cpu</c> (default), <c>cuda</c>, <c>dml</c>, <c>webgpu</c>, <c>coreml</c>. <see cref="DeviceProbe"/> resolves <c>auto</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Options of the device under ONNX Runtime's own names, as <c>device_id</c> of cuda; they win over those that are set for every session (cuda: <c>cudnn_conv_algo_search</c> HEURISTIC, <c>use_tf32</c> 0). The cpu has none.</summary>
    public ImmutableSortedDictionary<string, string> DeviceOptions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    public WeightPacking WeightPacking { get; init; } = WeightPacking.Automatic;

    /// <summary>Gives the memory of activations back after each run, for networks that run seldom; otherwise (default) it is kept for the next run.</summary>
    public bool ReturnsMemory { get; init; }

    /// <summary>Null (default), or the start of the name of a file for <see cref="Session.EndProfiling"/>. Recording costs some microseconds a node.</summary>
    public string? ProfilePrefix { get; init; }

    /// <summary>Further entries for ONNX Runtime's session configuration. It ignores keys that it does not know.</summary>
    public ImmutableSortedDictionary<string, string> ConfigEntries { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// Whether <see cref="Graph.Operators.AttentionOperators.FusedAttention"/> pays on the device: on x64 processors. ONNX Runtime fits its blocks to the second-level cache,
    /// and where it does not know that cache's size, as on many others, it holds whole maps.
    /// </summary>
    public bool FusesAttention => Device == "cpu" && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Whether its gradient pays too (<see cref="Kernels.AttentionGradient"/>).</summary>
    public bool FusesAttentionGradient => FusesAttention && ComputesOwnOperators;

    /// <summary>Whether operators of our own (<see cref="Kernels"/>) may take the place of ONNX Runtime's: on the processor, where .NET uses AVX-512 on it.</summary>
    internal bool ComputesOwnOperators => Device == "cpu" && Vector512.IsHardwareAccelerated;
}
