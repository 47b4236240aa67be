using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Tests.Kernels;

public sealed class MatrixProductTests
{
    /// <summary>Sums of up to 1296 products of numbers below a half: a few units in the last place of partial sums of about 5. Measured: 4e-6.</summary>
    private const double Tolerance = 2e-5;

    /// <summary>Rows that leave some over, one and several blocks of sums, panels of one to three vectors.</summary>
    [Theory]
    [InlineData(8, 16, 16)]
    [InlineData(3, 32, 48)]
    [InlineData(77, 64, 112)]
    [InlineData(136, 640, 64)]
    [InlineData(133, 1296, 32)]
    [InlineData(200, 48, 1360)]
    public void RunPart_AllParts_GiveTheProductPlusTheBias(int rows, int inner, int columns)
    {
        foreach (bool isTransposed in new[] { false, true })
        {
            MatrixProductShape shape = new(rows, inner, columns, isTransposed);
            float[] left = Noise.Of(1, rows * inner), right = Noise.Of(2, inner * columns), bias = Noise.Of(3, columns);

            float[] product = Run(shape, left, right, bias, processors: 2), withoutBias = Run(shape, left, right, null, processors: 2);

            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double expected = Enumerable.Range(0, inner).Sum(k => (double)left[(row * inner) + k] * right[isTransposed ? (column * inner) + k : (k * columns) + column]);
                    Assert.InRange(withoutBias[(row * columns) + column], expected - Tolerance, expected + Tolerance);
                    Assert.InRange(product[(row * columns) + column], expected + bias[column] - Tolerance, expected + bias[column] + Tolerance);
                }
            }
        }
    }

    /// <summary>So a seed gives the same picture on any number of processors.</summary>
    [Fact]
    public void RunPart_WorkDealtOutInAnotherWay_GivesTheSameBits()
    {
        MatrixProductShape shape = new(333, 1296, 720, IsTransposed: true);
        float[] left = Noise.Of(1, shape.Rows * shape.Inner), right = Noise.Of(2, shape.Inner * shape.Columns), bias = Noise.Of(3, shape.Columns);

        float[] one = Run(shape, left, right, bias, processors: 1);

        Assert.Equal(one, Run(shape, left, right, bias, processors: 2));
        Assert.Equal(one, Run(shape, left, right, bias, processors: 64));
    }

    [Theory]
    [InlineData(1024, 1280, 1280, 2)]
    [InlineData(256, 320, 320, 16)]
    [InlineData(4096, 640, 5120, 16)]
    public unsafe void PartCount_LargeProducts_IsEnoughForAllProcessors(int rows, int inner, int columns, int processors)
    {
        MatrixProductTensors none = new() { Left = null, Right = null, Bias = null, Result = null };

        Assert.InRange(new MatrixProduct(new MatrixProductShape(rows, inner, columns, false), none, processors).PartCount, processors / 2, 4 * processors);
    }

    private static unsafe float[] Run(MatrixProductShape shape, float[] left, float[] right, float[]? bias, int processors)
    {
        float[] result = new float[shape.Rows * shape.Columns];
        fixed (float* a = left, b = right, c = bias, y = result)
        {
            MatrixProductTensors tensors = new() { Left = a, Right = b, Bias = c, Result = y };
            MatrixProduct work = new(shape, tensors, processors);
            Parallel.For(0, work.PartCount, work.RunPart);
        }

        return result;
    }
}
