namespace ReCorD.Compute.Kernels;

/// <summary>Sizes of a product of matrices: a [rows, inner] times b [inner, columns], or times the transpose of b [columns, inner], as PyTorch stores linear layers.</summary>
internal readonly record struct MatrixProductShape(int Rows, int Inner, int Columns, bool IsTransposed)
{
    /// <summary>Whether <see cref="MatrixProduct"/> can compute it: b in whole vectors both ways.</summary>
    public bool Fits => Rows > 0 && Inner > 0 && Columns > 0 && Inner % TileProduct.Lanes == 0 && Columns % TileProduct.Lanes == 0;
}
