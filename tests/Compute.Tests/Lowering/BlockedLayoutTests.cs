using ReCorD.Compute.Lowering;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Lowering;

public sealed class BlockedLayoutTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private const int Block = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reorder_NumberedKernel_PutsEachNumberWhereTheLayoutSays(bool turned)
    {
        long[] shape = [8, 12, 3, 2];
        using Tensor kernel = Tensor.From([.. Enumerable.Range(0, 8 * 12 * 3 * 2).Select(i => (float)i)], shape);

        using Tensor reordered = new BlockedLayout(Block).Reorder(kernel, turned ? KernelForm.Turned : KernelForm.Plain);

        (int outs, int ins) = turned ? (12, 8) : (8, 12);
        Assert.Equal(new TensorShape(outs, ins, 3, 2), reordered.Shape);
        float[] expected =
        [
            .. from outBlock in Enumerable.Range(0, outs / Block)
               from inBlock in Enumerable.Range(0, ins / Block)
               from y in Enumerable.Range(0, 3)
               from x in Enumerable.Range(0, 2)
               from i in Enumerable.Range(inBlock * Block, Block)
               from o in Enumerable.Range(outBlock * Block, Block)
               select (float)(turned ? (((i * 12) + o) * 6) + ((2 - y) * 2) + (1 - x) : (((o * 12) + i) * 6) + (y * 2) + x),
        ];
        Assert.Equal(expected, reordered.ToArray<float>());
    }

    [Fact]
    public void Find_OnProcessorsWithWideVectors_GivesTheirBlock()
    {
        BlockedLayout? layout = LayoutProbe.Find(fixture.Runtime);

        if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
        {
            Assert.Equal(new BlockedLayout(16), layout);
        }
        else if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
        {
            Assert.Equal(new BlockedLayout(8), layout);
        }
    }
}
