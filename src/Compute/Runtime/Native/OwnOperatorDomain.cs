using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>All operators of our own, as ONNX Runtime wants them. They are registered once for the process.</summary>
internal static class OwnOperatorDomain
{
    private static readonly Lazy<nint> Created = new(() => OrtApi.CreateOperatorDomain(OwnOperators.Domain, [new AttentionGradientOperator(), new MatrixProductOperator(), new ElementwiseOperator()]));

    public static nint Handle => Created.Value;
}
