using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels;

/// <summary>
/// The gradient through softmax(q k') v of one head, for some of its queries. Probabilities are computed again for <see cref="BlockRows"/> queries at a time and kept where the
/// processor reads them fast, in tiles of 48 keys; with p = e / sum(e), the division is moved to the few numbers of the result's gradient:
/// dv = e' (do / s), de = e * ((do / s) v' - sum(do * o) / s), dq = de k, dk = de' q (Dao et al. 2022, FlashAttention, section B.2).
/// </summary>
internal sealed unsafe class AttentionGradientPart : IDisposable
{
    /// <summary>Queries at a time: the exponentials of 4096 keys are then 1.5 MiB. Measured where the second-level cache has 2 MiB; 64 to 128 queries are nearly as fast there, 32 slower.</summary>
    public const int BlockRows = 96;

    private const int Tile = TileProduct.Columns;

    private readonly AttentionShape shape;
    private readonly int tiles, paddedSize, rowSize;
    private readonly NativeBuffer keys, values, keyRows, scores, tileGradient, queries, results, queryGradient;

    public AttentionGradientPart(AttentionShape shape)
    {
        this.shape = shape;
        tiles = TileCount(shape);
        paddedSize = PaddedSize(shape);
        rowSize = RoundUp(shape.Size, TileProduct.Lanes);
        keys = new NativeBuffer((long)tiles * shape.Size * Tile);
        values = new NativeBuffer(keys.Length);
        keyRows = new NativeBuffer((long)tiles * Tile * rowSize);
        scores = new NativeBuffer((long)tiles * BlockRows * Tile);
        tileGradient = new NativeBuffer(BlockRows * Tile);
        queries = new NativeBuffer(BlockRows * paddedSize);
        results = new NativeBuffer(BlockRows * paddedSize);
        queryGradient = new NativeBuffer(BlockRows * rowSize);
    }

    /// <summary>Numbers of the sums of <see cref="Add"/> for one operand: tiles of [size, 48], the size rounded up to whole rows of a product.</summary>
    public static long SumLength(AttentionShape shape) => (long)TileCount(shape) * PaddedSize(shape) * Tile;

    /// <summary>Takes over the keys and values of a head.</summary>
    public void Load(AttentionTensors head)
    {
        Transpose(head.Key, keys);
        Transpose(head.Value, values);
        keyRows.Clear();
        for (int i = 0; i < shape.Keys; i++)
        {
            Row(head.Key, i).CopyTo(new Span<float>(keyRows.Data + ((long)i * rowSize), shape.Size));
        }
    }

    /// <summary>Writes the gradient of the queries from <paramref name="first"/> on, at most <see cref="BlockRows"/>, and adds their share to that of keys and values.</summary>
    public void Add(AttentionTensors head, int first, float* keySums, float* valueSums)
    {
        int count = Math.Min(BlockRows, shape.Queries - first);
        Pack(head.Query, first, count, queries);
        Pack(head.ResultGradient, first, count, results);
        Span<float> inverseSums = stackalloc float[BlockRows], shifts = stackalloc float[BlockRows];
        Exponentials(inverseSums);
        Scale(head, first, count, inverseSums, shifts);
        queryGradient.Clear();
        for (int tile = 0; tile < tiles; tile++)
        {
            Tiles(tile, shifts, keySums + ((long)tile * paddedSize * Tile), valueSums + ((long)tile * paddedSize * Tile));
        }

        for (int i = 0; i < count; i++)
        {
            new ReadOnlySpan<float>(queryGradient.Data + (i * rowSize), shape.Size).CopyTo(Row(head.QueryGradient, first + i));
        }
    }

    /// <summary>Sums of <see cref="Add"/> as rows of keys or values.</summary>
    public static void Unpack(AttentionShape shape, float* sums, float* rows)
    {
        int padded = PaddedSize(shape);
        for (int i = 0; i < shape.Keys; i++)
        {
            float* column = sums + ((long)(i / Tile) * padded * Tile) + (i % Tile), row = rows + ((long)i * shape.Width);
            for (int j = 0; j < shape.Size; j++)
            {
                row[j] = column[j * Tile];
            }
        }
    }

    public void Dispose()
    {
        foreach (NativeBuffer buffer in new[] { keys, values, keyRows, scores, tileGradient, queries, results, queryGradient })
        {
            buffer.Dispose();
        }
    }

    private static int TileCount(AttentionShape shape) => (shape.Keys + Tile - 1) / Tile;

    private static int PaddedSize(AttentionShape shape) => RoundUp(shape.Size, TileProduct.Rows);

    private static int RoundUp(int number, int step) => (number + step - 1) / step * step;

    private Span<float> Row(float* rows, int index) => new(rows + ((long)index * shape.Width), shape.Size);

    /// <summary>Rows of keys as tiles of [size, 48]; keys that fill the last tile are zero.</summary>
    private void Transpose(float* rows, NativeBuffer into)
    {
        into.Clear();
        for (int i = 0; i < shape.Keys; i++)
        {
            float* column = into.Data + ((long)(i / Tile) * shape.Size * Tile) + (i % Tile), row = rows + ((long)i * shape.Width);
            for (int j = 0; j < shape.Size; j++)
            {
                column[j * Tile] = row[j];
            }
        }
    }

    /// <summary>Queries of a block, followed by zeros: those change no finite sum, since their gradient is zero.</summary>
    private void Pack(float* rows, int first, int count, NativeBuffer into)
    {
        into.Clear();
        for (int i = 0; i < count; i++)
        {
            Row(rows, first + i).CopyTo(new Span<float>(into.Data + (i * paddedSize), shape.Size));
        }
    }

    /// <summary>Scores, each row less its largest, to the power of e. Keys that only fill the last tile become zero.</summary>
    private void Exponentials(Span<float> inverseSums)
    {
        float* largest = stackalloc float[BlockRows * TileProduct.Lanes];
        new Span<float>(largest, BlockRows * TileProduct.Lanes).Fill(float.NegativeInfinity);
        for (int tile = 0; tile < tiles; tile++)
        {
            float* block = scores.Data + ((long)tile * BlockRows * Tile);
            TileProduct.Multiply(Rows(queries, paddedSize), keys.Data + ((long)tile * shape.Size * Tile), block, BlockRows, shape.Size, Tile, add: false);
            if ((tile + 1) * Tile > shape.Keys)
            {
                Mask(block, shape.Keys - (tile * Tile));
            }

            for (int row = 0; row < BlockRows; row++, block += Tile)
            {
                Vector512<float> three = Vector512.MaxNative(Vector512.MaxNative(Vector512.Load(block), Vector512.Load(block + TileProduct.Lanes)), Vector512.Load(block + (2 * TileProduct.Lanes)));
                Vector512.MaxNative(Vector512.Load(largest + (row * TileProduct.Lanes)), three).Store(largest + (row * TileProduct.Lanes));
            }
        }

        Exponentiate(largest, inverseSums);
    }

    private static void Mask(float* block, int kept)
    {
        for (int row = 0; row < BlockRows; row++)
        {
            new Span<float>(block + (row * Tile) + kept, Tile - kept).Fill(float.NegativeInfinity);
        }
    }

    /// <param name="largest">Sixteen candidates for each row.</param>
    /// <param name="inverseSums">Receives one over each row's sum.</param>
    private void Exponentiate(float* largest, Span<float> inverseSums)
    {
        for (int row = 0; row < BlockRows; row++)
        {
            Vector512<float> sum = Vector512<float>.Zero, shift = Vector512.Create(Largest(new ReadOnlySpan<float>(largest + (row * TileProduct.Lanes), TileProduct.Lanes)));
            for (int tile = 0; tile < tiles; tile++)
            {
                float* numbers = scores.Data + ((((long)tile * BlockRows) + row) * Tile);
                for (int i = 0; i < Tile; i += TileProduct.Lanes)
                {
                    Vector512<float> power = VectorExponential.Of(Vector512.Load(numbers + i) - shift);
                    power.Store(numbers + i);
                    sum += power;
                }
            }

            inverseSums[row] = 1 / Vector512.Sum(sum);
        }
    }

    private static float Largest(ReadOnlySpan<float> numbers)
    {
        float largest = numbers[0];
        foreach (float number in numbers[1..])
        {
            largest = Math.Max(largest, number);
        }

        return largest;
    }

    /// <summary>The result's gradient over the sums, and what each row of the product with the values is less by.</summary>
    private void Scale(AttentionTensors head, int first, int count, ReadOnlySpan<float> inverseSums, Span<float> shifts)
    {
        shifts.Clear();
        for (int i = 0; i < count; i++)
        {
            Span<float> gradient = new(results.Data + (i * paddedSize), shape.Size), result = Row(head.Result, first + i);
            for (int j = 0; j < gradient.Length; j++)
            {
                gradient[j] *= inverseSums[i];
                shifts[i] += gradient[j] * result[j];
            }
        }
    }

    /// <summary>What one tile of keys gives to each gradient.</summary>
    private void Tiles(int tile, ReadOnlySpan<float> shifts, float* keySums, float* valueSums)
    {
        float* powers = scores.Data + ((long)tile * BlockRows * Tile), gradient = tileGradient.Data;
        TileProduct.Multiply(Columns(results), powers, valueSums, paddedSize, BlockRows, Tile, add: true);
        TileProduct.Multiply(Rows(results, paddedSize), values.Data + ((long)tile * shape.Size * Tile), gradient, BlockRows, shape.Size, Tile, add: false);
        for (int row = 0; row < BlockRows; row++)
        {
            Vector512<float> shift = Vector512.Create(shifts[row]);
            for (int i = row * Tile; i < (row + 1) * Tile; i += TileProduct.Lanes)
            {
                (Vector512.Load(powers + i) * (Vector512.Load(gradient + i) - shift)).Store(gradient + i);
            }
        }

        TileProduct.Multiply(Columns(queries), gradient, keySums, paddedSize, BlockRows, Tile, add: true);
        TileProduct.Multiply(Rows(tileGradient, Tile), keyRows.Data + ((long)tile * Tile * rowSize), queryGradient.Data, BlockRows, Tile, rowSize, add: true);
    }

    private static TileProduct.Strided Rows(NativeBuffer matrix, int width) => new((nint)matrix.Data, width, 1);

    private TileProduct.Strided Columns(NativeBuffer matrix) => new((nint)matrix.Data, 1, paddedSize);
}
