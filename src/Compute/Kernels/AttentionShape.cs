namespace ReCorD.Compute.Kernels;

/// <summary>Sizes of an attention whose heads lie side by side: queries [rows, queries, heads * size], keys and values [rows, keys, heads * size].</summary>
internal readonly record struct AttentionShape(int Rows, int Heads, int Queries, int Keys, int Size)
{
    /// <summary>Numbers from one query or key to the next.</summary>
    public int Width => Heads * Size;
}
