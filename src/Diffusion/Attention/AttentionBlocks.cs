namespace ReCorD.Diffusion.Attention;

/// <summary>How the attention of large grids is cut where nobody reads or edits its probabilities (attention slicing). Sizes are numbers of probabilities, 4 bytes each.</summary>
/// <param name="SmallestMap">Maps of all heads of a row with up to so many are left whole.</param>
/// <param name="Block">Greatest number in a block.</param>
public sealed record AttentionBlocks(long SmallestMap, long Block)
{
    /// <summary>The fastest: blocks of 8 MiB, measured on two cores with 2 MiB of second-level cache each. Smaller ones cost more calls than they save. Maps of up to 16 MiB are left whole.</summary>
    public static AttentionBlocks Fast { get; } = new(4 << 20, 2 << 20);

    /// <summary>For small memory: blocks of 1 MiB, and no map larger than that is left whole.</summary>
    public static AttentionBlocks Small { get; } = new(256 << 10, 256 << 10);

    /// <summary>
    /// Larger maps are not cut but left to one operator (<see cref="Compute.Graph.Operators.AttentionOperators.FusedAttention"/>) where the precision is single. Default: no, since
    /// it is no part of exported models and does not pay on every processor.
    /// </summary>
    public bool Fused { get; init; }
}
