using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Tests.Kernels;

public sealed class BlockTransposeTests
{
    [Fact]
    public unsafe void Copy_BlockWithinLargerMatrices_IsItsTranspose()
    {
        const int Size = TileProduct.Lanes, Step = 20, IntoStep = 48;
        float[] from = [.. Enumerable.Range(0, Size * Step).Select(i => (float)i)], into = new float[Size * IntoStep];
        fixed (float* source = from, target = into)
        {
            BlockTranspose.Copy(source, Step, target, IntoStep);
        }

        float[] expected = new float[Size * IntoStep];
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                expected[(column * IntoStep) + row] = (row * Step) + column;
            }
        }

        Assert.Equal(expected, into);
    }
}
