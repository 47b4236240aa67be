using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels;

/// <summary>A part of the second factor of a product in the order in which it is read: panels of up to 48 columns, each row after row.</summary>
internal static unsafe class MatrixPanels
{
    /// <param name="matrix">The whole factor, [inner, columns], or [columns, inner] where the shape says that it is transposed.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="columns">The columns to take.</param>
    /// <param name="inner">The rows of them to take.</param>
    /// <param name="panels">Receives rows * columns numbers.</param>
    public static void Pack(float* matrix, MatrixProductShape shape, MatrixRange columns, MatrixRange inner, float* panels)
    {
        if (shape.IsTransposed)
        {
            Transpose(matrix + ((nint)columns.Start * shape.Inner) + inner.Start, shape.Inner, columns.Count, inner.Count, panels);
        }
        else
        {
            Copy(matrix + ((nint)inner.Start * shape.Columns) + columns.Start, shape.Columns, columns.Count, inner.Count, panels);
        }
    }

    /// <summary>Row by row through all panels, so that memory is read in its order.</summary>
    private static void Copy(float* from, nint step, int columns, int rows, float* panels)
    {
        for (int row = 0; row < rows; row++, from += step)
        {
            float* panel = panels;
            for (int column = 0; column < columns;)
            {
                int width = TileProduct.Width(columns - column);
                for (int i = 0; i < width; i += TileProduct.Lanes)
                {
                    Vector512.Load(from + column + i).Store(panel + ((nint)row * width) + i);
                }

                panel += (nint)rows * width;
                column += width;
            }
        }
    }

    private static void Transpose(float* from, nint step, int columns, int rows, float* panels)
    {
        for (int column = 0; column < columns;)
        {
            int width = TileProduct.Width(columns - column);
            for (int i = 0; i < width; i += TileProduct.Lanes)
            {
                for (int row = 0; row < rows; row += TileProduct.Lanes)
                {
                    BlockTranspose.Copy(from + ((column + i) * step) + row, step, panels + ((nint)row * width) + i, width);
                }
            }

            panels += (nint)rows * width;
            column += width;
        }
    }
}
