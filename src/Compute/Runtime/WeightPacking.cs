namespace ReCorD.Compute.Runtime;

/// <summary>What a session does with large weights.</summary>
public enum WeightPacking
{
    /// <summary><see cref="Packed"/> for graphs with up to 512 MiB of weights, <see cref="Shared"/> above: a large network is a tenth slower in its matrix products, which are a quarter of its time.</summary>
    Automatic,

    /// <summary>Makes its own copy of matrices in the order the processor reads them: faster, and twice the memory.</summary>
    Packed,

    /// <summary>Reads weights where they are; several sessions then share one set. Convolutions optimised for layout still make a copy.</summary>
    Shared,
}
