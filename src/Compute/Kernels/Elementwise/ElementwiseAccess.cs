namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>How three loops walk through a tensor: the number at (i, j, k) is at <c>Offset + i * Outer + j * Middle + k * Inner</c>. A step of zero repeats a number, an inner one is zero or one.</summary>
internal readonly record struct ElementwiseAccess(int Tensor, long Offset, long Outer, long Middle, long Inner);
