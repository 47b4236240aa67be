using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ReCorD.Compute.Kernels;

/// <summary>The transpose of a block of 16 by 16 numbers, in registers: first within squares of 4 by 4, then the squares.</summary>
internal static unsafe class BlockTranspose
{
    private const int Size = TileProduct.Lanes;

    // Which squares of two vectors to take: the even ones (0 and 2 of each), or the odd ones (1 and 3 of each).
    private const byte Even = 0x88, Odd = 0xdd;

    /// <param name="from">The block.</param>
    /// <param name="step">Numbers from one of its rows to the next.</param>
    /// <param name="into">Receives the transpose.</param>
    /// <param name="intoStep">Numbers from one row there to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* from, nint step, float* into, nint intoStep)
    {
        if (!Avx512F.IsSupported)
        {
            CopySingly(from, step, into, intoStep);
            return;
        }

        Four rows0 = Squares(from, step), rows4 = Squares(from + (4 * step), step), rows8 = Squares(from + (8 * step), step), rows12 = Squares(from + (12 * step), step);
        Store(rows0.First, rows4.First, rows8.First, rows12.First, into, intoStep);
        Store(rows0.Second, rows4.Second, rows8.Second, rows12.Second, into + intoStep, intoStep);
        Store(rows0.Third, rows4.Third, rows8.Third, rows12.Third, into + (2 * intoStep), intoStep);
        Store(rows0.Fourth, rows4.Fourth, rows8.Fourth, rows12.Fourth, into + (3 * intoStep), intoStep);
    }

    private static void CopySingly(float* from, nint step, float* into, nint intoStep)
    {
        for (int i = 0; i < Size * Size; i++)
        {
            into[(i % Size * intoStep) + (i / Size)] = from[(i / Size * step) + (i % Size)];
        }
    }

    /// <summary>Four rows as four vectors: number c of each square (c, c + 4, c + 8, c + 12 of the row) from all four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Squares(float* from, nint step)
    {
        Vector512<float> a = Vector512.Load(from), b = Vector512.Load(from + step), c = Vector512.Load(from + (2 * step)), d = Vector512.Load(from + (3 * step));
        Vector512<double> lowAB = Avx512F.UnpackLow(a, b).AsDouble(), highAB = Avx512F.UnpackHigh(a, b).AsDouble();
        Vector512<double> lowCD = Avx512F.UnpackLow(c, d).AsDouble(), highCD = Avx512F.UnpackHigh(c, d).AsDouble();
        return new Four(
            Avx512F.UnpackLow(lowAB, lowCD).AsSingle(), Avx512F.UnpackHigh(lowAB, lowCD).AsSingle(),
            Avx512F.UnpackLow(highAB, highCD).AsSingle(), Avx512F.UnpackHigh(highAB, highCD).AsSingle());
    }

    /// <summary>Every fourth row of the result, each from one square of all four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* into, nint step)
    {
        Vector512<float> evenAB = Avx512F.Shuffle4x128(a, b, Even), oddAB = Avx512F.Shuffle4x128(a, b, Odd);
        Vector512<float> evenCD = Avx512F.Shuffle4x128(c, d, Even), oddCD = Avx512F.Shuffle4x128(c, d, Odd);
        Avx512F.Shuffle4x128(evenAB, evenCD, Even).Store(into);
        Avx512F.Shuffle4x128(oddAB, oddCD, Even).Store(into + (Size / 4 * step));
        Avx512F.Shuffle4x128(evenAB, evenCD, Odd).Store(into + (Size / 2 * step));
        Avx512F.Shuffle4x128(oddAB, oddCD, Odd).Store(into + (Size * 3 / 4 * step));
    }

    private readonly record struct Four(Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth);
}
