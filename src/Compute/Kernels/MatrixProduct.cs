using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels;

/// <summary>
/// A large product of matrices, y = a b + bias, that reads the second factor where it lies, transposed or not: forward and gradient of a linear layer share one weight, and it is
/// reordered a part at a time into a cache (Goto and van de Geijn 2008, with the first factor read as it is). Each number is summed in the same order however the work is dealt out.
/// </summary>
/// <param name="shape">Sizes.</param>
/// <param name="tensors">Operands and result.</param>
/// <param name="processors">How many work at once.</param>
internal sealed unsafe class MatrixProduct(MatrixProductShape shape, MatrixProductTensors tensors, int processors)
{
    /// <summary>
    /// Rows of b at a time. Eight rows of a are then 20 KiB, less than a first-level cache, and panels of <see cref="LargestVectors"/> 1.1 MiB, half of a second-level cache of 2 MiB,
    /// where it was measured. Half of either is some percent slower.
    /// </summary>
    private const int InnerBlock = 640;

    private const int LargestVectors = 27;

    /// <summary>Parts with fewer columns or rows read their other factor too often.</summary>
    private const int SmallestVectors = 8, SmallestRows = 64;

    private readonly int columnParts = ColumnParts(shape, processors);
    private readonly int innerParts = (shape.Inner + InnerBlock - 1) / InnerBlock;

    /// <summary>Parts of the work, which can be done at once.</summary>
    public int PartCount => columnParts * RowParts;

    private int RowParts => Math.Clamp((processors + columnParts - 1) / columnParts, 1, Math.Max(1, shape.Rows / SmallestRows));

    public void RunPart(int index)
    {
        MatrixRange columns = MatrixRange.Part(index % columnParts, columnParts, shape.Columns, TileProduct.Lanes);
        MatrixRange rows = MatrixRange.Part(index / columnParts, RowParts, shape.Rows, TileProduct.Rows);
        using NativeBuffer panels = new((long)columns.Count * (InnerBlock + TileProduct.Lanes));
        for (int i = 0; i < innerParts; i++)
        {
            MatrixRange inner = MatrixRange.Part(i, innerParts, shape.Inner, TileProduct.Lanes);
            MatrixPanels.Pack(tensors.Right, shape, columns, inner, panels.Data);
            int row = rows.Start;
            for (; row + TileProduct.Rows <= rows.End; row += TileProduct.Rows)
            {
                Multiply(Left(row, inner), panels.Data, columns.Count, inner.Count, Target(row, columns.Start, inner));
            }

            if (row < rows.End)
            {
                MultiplyLast(new MatrixRange(row, rows.End - row), panels.Data, columns, inner);
            }
        }
    }

    private static int ColumnParts(MatrixProductShape shape, int processors)
    {
        int vectors = shape.Columns / TileProduct.Lanes, needed = (vectors + LargestVectors - 1) / LargestVectors;
        int even = (needed + processors - 1) / processors * processors;
        return Math.Clamp(even, needed, Math.Max(needed, vectors / SmallestVectors));
    }

    /// <summary>Eight rows, panel by panel.</summary>
    private static void Multiply(TileProduct.Strided a, float* panel, int columns, int inner, TileProduct.Target target)
    {
        for (int column = 0; column < columns;)
        {
            int width = TileProduct.Width(columns - column);
            TileProduct.Block(a, panel, width, target.From(column), inner, width);
            panel += (nint)inner * width;
            column += width;
        }
    }

    /// <summary>Fewer than eight rows: in copies filled up with zeros.</summary>
    private void MultiplyLast(MatrixRange rows, float* panels, MatrixRange columns, MatrixRange inner)
    {
        using NativeBuffer left = new(TileProduct.Rows * inner.Count), result = new(TileProduct.Rows * columns.Count);
        left.Clear();
        for (int i = 0; i < rows.Count; i++)
        {
            new ReadOnlySpan<float>(Left(rows.Start + i, inner).Data, inner.Count).CopyTo(new Span<float>(left.Data + (i * inner.Count), inner.Count));
        }

        Multiply(new TileProduct.Strided((nint)left.Data, inner.Count, 1), panels, columns.Count, inner.Count, new TileProduct.Target((nint)result.Data, columns.Count, 0, 0));
        for (int i = 0; i < rows.Count; i++)
        {
            TileProduct.Target target = Target(rows.Start + i, columns.Start, inner);
            for (int j = 0; j < columns.Count; j += TileProduct.Lanes)
            {
                target.Store(Vector512.Load(result.Data + (i * columns.Count) + j), 0, j);
            }
        }
    }

    private TileProduct.Strided Left(int row, MatrixRange inner) => new((nint)(tensors.Left + ((nint)row * shape.Inner) + inner.Start), shape.Inner, 1);

    /// <summary>A place of the result, and what is added there: the bias first, then what the rows of b before gave.</summary>
    private TileProduct.Target Target(int row, int column, MatrixRange inner)
    {
        nint place = (nint)(tensors.Result + ((nint)row * shape.Columns) + column);
        return inner.Start > 0
            ? new TileProduct.Target(place, shape.Columns, place, shape.Columns)
            : new TileProduct.Target(place, shape.Columns, tensors.Bias == null ? 0 : (nint)(tensors.Bias + column), 0);
    }
}
