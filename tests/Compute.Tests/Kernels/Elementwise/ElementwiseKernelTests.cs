using ReCorD.Compute.Kernels.Elementwise;

namespace ReCorD.Compute.Tests.Kernels.Elementwise;

/// <summary>The operations themselves are checked through the operator (OwnElementwiseTests).</summary>
public sealed class ElementwiseKernelTests
{
    private const int Rows = 3, Columns = 1200;

    /// <summary>(a + b) * c, with b a number for each row and c for each column; the sum is given too, twice.</summary>
    private static readonly ElementwiseProgram Program = new()
    {
        Lengths = (1, Rows, Columns),
        Operands = [new ElementwiseAccess(0, 0, 0, Columns, 1), new ElementwiseAccess(1, 0, 0, 1, 0), new ElementwiseAccess(2, 0, 0, 0, 1)],
        Steps = [new ElementwiseStep(ElementwiseOperation.Add, 0, 1), new ElementwiseStep(ElementwiseOperation.Mul, 3, 2)],
        Results =
        [
            new ElementwiseResult(0, new ElementwiseAccess(0, 0, 0, Columns, 1)), new ElementwiseResult(1, new ElementwiseAccess(1, Columns, 0, 2 * Columns, 1)),
            new ElementwiseResult(0, new ElementwiseAccess(1, 0, 0, 2 * Columns, 1)),
        ],
        Shapes = [new TensorShape(Rows, Columns), new TensorShape(Rows, 2 * Columns)],
    };

    [Fact]
    public void Run_RowsColumnsAndPlaces_AreThoseOfTheAccesses()
    {
        float[] sums = new float[Rows * Columns], both = new float[Rows * 2 * Columns];

        Run(sums, both, Enumerable.Range(0, (int)new ElementwiseKernel(Program).ChunkCount));

        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                float sum = A(row, column) + B(row);
                Assert.Equal(sum, sums[(row * Columns) + column]);
                Assert.Equal(sum, both[(row * 2 * Columns) + column]);
                Assert.Equal(sum * C(column), both[(row * 2 * Columns) + Columns + column]);
            }
        }
    }

    [Fact]
    public void Run_PiecesInReverse_GiveTheSame()
    {
        float[] sums = new float[Rows * Columns], both = new float[Rows * 2 * Columns], sums2 = new float[Rows * Columns], both2 = new float[Rows * 2 * Columns];
        int count = (int)new ElementwiseKernel(Program).ChunkCount;

        Run(sums, both, Enumerable.Range(0, count));
        Run(sums2, both2, Enumerable.Range(0, count).Reverse());

        Assert.Equal(sums, sums2);
        Assert.Equal(both, both2);
    }

    [Fact]
    public void Decode_EncodedProgram_IsTheSame()
    {
        ElementwiseProgram decoded = ElementwiseProgram.Decode(Program.Encode());

        Assert.Equal(Program.Lengths, decoded.Lengths);
        Assert.Equal<ElementwiseAccess>(Program.Operands, decoded.Operands);
        Assert.Equal<ElementwiseStep>(Program.Steps, decoded.Steps);
        Assert.Equal<ElementwiseResult>(Program.Results, decoded.Results);
        Assert.Equal<TensorShape>(Program.Shapes, decoded.Shapes);
    }

    private static float A(int row, int column) => (row * 0.5f) + (column * 0.25f);

    private static float B(int row) => row - 1.5f;

    private static float C(int column) => 1 + (column % 7);

    private static unsafe void Run(float[] sums, float[] both, IEnumerable<int> pieces)
    {
        float[] a = [.. Enumerable.Range(0, Rows * Columns).Select(i => A(i / Columns, i % Columns))];
        float[] b = [.. Enumerable.Range(0, Rows).Select(B)], c = [.. Enumerable.Range(0, Columns).Select(C)];
        ElementwiseKernel kernel = new(Program);
        fixed (float* first = a, second = b, third = c, one = sums, other = both)
        {
            foreach (int piece in pieces)
            {
                kernel.Run([(nint)first, (nint)second, (nint)third], [(nint)one, (nint)other], piece, piece + 1);
            }
        }
    }
}
