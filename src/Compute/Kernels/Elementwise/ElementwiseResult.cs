namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>Where the result of a step goes.</summary>
internal readonly record struct ElementwiseResult(int Step, ElementwiseAccess Access);
