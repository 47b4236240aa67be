namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>One operation. Sources are operands by their number, or results of steps before by theirs plus the number of operands; an operation of one source has it twice.</summary>
internal readonly record struct ElementwiseStep(ElementwiseOperation Operation, int Left, int Right);
