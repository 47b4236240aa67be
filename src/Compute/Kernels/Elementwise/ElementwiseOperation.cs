namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>What a step of an <see cref="ElementwiseProgram"/> computes, under ONNX's names.</summary>
internal enum ElementwiseOperation
{
    Add,
    Sub,
    Mul,
    Div,
    Max,
    Neg,
    Sqrt,
    Exp,
    Sigmoid,
    Erf,
    Gelu,
}
