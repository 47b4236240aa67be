namespace ReCorD.Compute.Runtime;

/// <summary>What a session does with large weights.</summary>
public enum WeightPacking
{
    /// <summary>Makes its own copy of matrices in the order the processor reads them: faster, and twice the memory.</summary>
    Packed,

    /// <summary>Reads weights where they are; several sessions then share one set. Convolutions optimised for layout still make a copy.</summary>
    Shared,
}
