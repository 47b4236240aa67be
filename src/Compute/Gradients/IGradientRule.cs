using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Gradients;

/// <summary>
/// The reverse-mode derivative of one ONNX operator. A rule is one class in <c>Rules/</c>; it is found by its type and needs no
/// registration.
/// </summary>
internal interface IGradientRule
{
    /// <summary>The operators it serves.</summary>
    IReadOnlyList<string> OpTypes { get; }

    /// <summary>
    /// The gradient of the loss with respect to each input of the node, in the input's shape, as ordinary graph values; null where
    /// nothing flows (integer inputs) or where <see cref="GradientContext.Needs"/> says that nobody asks.
    /// </summary>
    IReadOnlyList<Value?> Apply(GradientContext context);
}
