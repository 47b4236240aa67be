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
            int width = Width(columns - column);
            for (int row = 0; row < rows; row += Rows)
            {
                float* result = c + ((nint)row * columns) + column;
                Block(a with { Data = a.Data + (row * a.RowStep) }, b + column, columns, new Target((nint)result, columns, add ? (nint)result : 0, columns), inner, width);
            }

            column += width;
        }
    }

    /// <summary>How many columns the next block is best wide where so many are left: three vectors, but four are two and two.</summary>
    public static int Width(int left) => left == 4 * Lanes ? 2 * Lanes : Math.Min(left, Columns);

    /// <summary>Eight rows of a product.</summary>
    /// <param name="a">The first factor: <see cref="Rows"/> rows.</param>
    /// <param name="b">The second: rows of <paramref name="width"/> numbers.</param>
    /// <param name="step">Numbers from one of those to the next.</param>
    /// <param name="c">Where the result goes.</param>
    /// <param name="inner">Length of the sums.</param>
    /// <param name="width">One vector to three.</param>
    public static void Block(Strided a, float* b, nint step, Target c, int inner, int width)
    {
        switch (width / Lanes)
        {
            case 3:
                Block<Three>(a, b, step, c, inner);
                break;
            case 2:
                Block<Two>(a, b, step, c, inner);
                break;
            default:
                Block<One>(a, b, step, c, inner);
                break;
        }
    }

    // The width is a type, so that the compiler makes one loop for each without the vectors that it does not need.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<TWidth>(Strided a, float* b, nint step, Target c, int inner)
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
            b += step;
        }

        row0.Store(c, 0);
        row1.Store(c, 1);
        row2.Store(c, 2);
        row3.Store(c, 3);
        row4.Store(c, 4);
        row5.Store(c, 5);
        row6.Store(c, 6);
        row7.Store(c, 7);
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

    /// <summary>Where a block goes: rows every <paramref name="Step"/> numbers. <paramref name="Addend"/>, where it is not null, holds rows every <paramref name="AddendStep"/> that are added: those of a further block, or one for all (step 0).</summary>
    public readonly record struct Target(nint Address, nint Step, nint Addend, nint AddendStep)
    {
        /// <summary>The same from a column on.</summary>
        public Target From(nint column) => this with { Address = Address + (column * sizeof(float)), Addend = Addend == 0 ? 0 : Addend + (column * sizeof(float)) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(Vector512<float> sum, nint row, nint column)
            => (Addend == 0 ? sum : sum + Vector512.Load((float*)Addend + (row * AddendStep) + column)).Store((float*)Address + (row * Step) + column);
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
        public readonly void Store(Target target, nint row)
        {
            target.Store(first, row, 0);
            if (TWidth.Vectors > 1)
            {
                target.Store(second, row, Lanes);
            }

            if (TWidth.Vectors > 2)
            {
                target.Store(third, row, 2 * Lanes);
            }
        }
    }
}
