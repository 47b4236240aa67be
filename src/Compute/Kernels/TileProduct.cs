using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels;

/// <summary>
/// Products of narrow blocks of matrices, eight rows by up to three vectors of 16 columns at a time: so many sums fit the 32 registers of AVX-512, and each number read
/// serves several multiplications (Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication").
/// </summary>
internal static unsafe class TileProduct
{
    /// <summary>Rows of a block. The number of rows of every product is a multiple of it.</summary>
    public const int Rows = 8;

    /// <summary>Numbers in a vector.</summary>
    public const int Lanes = 16;

    /// <summary>Columns of a full block.</summary>
    public const int Columns = 3 * Lanes;

    /// <summary>c = a b, or c += a b.</summary>
    /// <param name="a">Element (row, k) is at <c>row * rowStep + k * innerStep</c>.</param>
    /// <param name="b">Rows of <paramref name="columns"/> numbers, one after the other.</param>
    /// <param name="c">Likewise.</param>
    /// <param name="rows">A multiple of <see cref="Rows"/>.</param>
    /// <param name="inner">Length of the sums.</param>
    /// <param name="columns">A multiple of <see cref="Lanes"/>.</param>
    /// <param name="add">Whether to add to what c holds.</param>
    public static void Multiply(Strided a, float* b, float* c, int rows, int inner, int columns, bool add)
    {
        for (int column = 0; column < columns;)
        {
            int left = (columns - column) / Lanes, vectors = left == 4 ? 2 : Math.Min(left, 3);
            for (int row = 0; row < rows; row += Rows)
            {
                Strided block = a with { Data = a.Data + (row * a.RowStep) };
                float* result = c + ((nint)row * columns) + column;
                switch (vectors)
                {
                    case 3:
                        Block<Three>(block, b + column, result, inner, columns, add);
                        break;
                    case 2:
                        Block<Two>(block, b + column, result, inner, columns, add);
                        break;
                    default:
                        Block<One>(block, b + column, result, inner, columns, add);
                        break;
                }
            }

            column += vectors * Lanes;
        }
    }

    // The width is a type, so that the compiler makes one loop for each without the vectors that it does not need.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<TWidth>(Strided a, float* b, float* c, int inner, nint columns, bool add)
        where TWidth : struct, IWidth
    {
        Sums<TWidth> row0 = default, row1 = default, row2 = default, row3 = default, row4 = default, row5 = default, row6 = default, row7 = default;
        float* near = a.Data, far = a.Data + (4 * a.RowStep);
        nint one = a.RowStep, two = 2 * one, three = 3 * one;
        for (int k = 0; k < inner; k++)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = TWidth.Vectors > 1 ? Vector512.Load(b + Lanes) : default, b2 = TWidth.Vectors > 2 ? Vector512.Load(b + (2 * Lanes)) : default;
            row0.Add(near[0], b0, b1, b2);
            row1.Add(near[one], b0, b1, b2);
            row2.Add(near[two], b0, b1, b2);
            row3.Add(near[three], b0, b1, b2);
            row4.Add(far[0], b0, b1, b2);
            row5.Add(far[one], b0, b1, b2);
            row6.Add(far[two], b0, b1, b2);
            row7.Add(far[three], b0, b1, b2);
            near += a.InnerStep;
            far += a.InnerStep;
            b += columns;
        }

        row0.Store(c, add);
        row1.Store(c + columns, add);
        row2.Store(c + (2 * columns), add);
        row3.Store(c + (3 * columns), add);
        row4.Store(c + (4 * columns), add);
        row5.Store(c + (5 * columns), add);
        row6.Store(c + (6 * columns), add);
        row7.Store(c + (7 * columns), add);
    }

    /// <summary>A matrix of which element (row, k) is at <c>row * RowStep + k * InnerStep</c>: a step of one in either place gives it or its transpose.</summary>
    public readonly record struct Strided(nint Address, nint RowStep, nint InnerStep)
    {
        public float* Data
        {
            get => (float*)Address;
            init => Address = (nint)value;
        }
    }

    private interface IWidth
    {
        static abstract int Vectors { get; }
    }

    private readonly struct One : IWidth
    {
        public static int Vectors => 1;
    }

    private readonly struct Two : IWidth
    {
        public static int Vectors => 2;
    }

    private readonly struct Three : IWidth
    {
        public static int Vectors => 3;
    }

    /// <summary>The sums of one row.</summary>
    private struct Sums<TWidth>
        where TWidth : struct, IWidth
    {
        private Vector512<float> first, second, third;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, Vector512<float> b0, Vector512<float> b1, Vector512<float> b2)
        {
            Vector512<float> all = Vector512.Create(factor);
            first = Vector512.FusedMultiplyAdd(all, b0, first);
            if (TWidth.Vectors > 1)
            {
                second = Vector512.FusedMultiplyAdd(all, b1, second);
            }

            if (TWidth.Vectors > 2)
            {
                third = Vector512.FusedMultiplyAdd(all, b2, third);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* c, bool add)
        {
            (add ? first + Vector512.Load(c) : first).Store(c);
            if (TWidth.Vectors > 1)
            {
                (add ? second + Vector512.Load(c + Lanes) : second).Store(c + Lanes);
            }

            if (TWidth.Vectors > 2)
            {
                (add ? third + Vector512.Load(c + (2 * Lanes)) : third).Store(c + (2 * Lanes));
            }
        }
    }
}
