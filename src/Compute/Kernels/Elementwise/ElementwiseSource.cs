namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>A row to read: the next vector is <paramref name="Step"/> numbers on, or, where it is zero, the same again.</summary>
internal readonly unsafe record struct ElementwiseSource(nint Address, nint Step)
{
    public float* Data => (float*)Address;
}
