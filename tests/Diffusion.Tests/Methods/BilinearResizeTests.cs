using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Diffusion.Tests.Methods;

public sealed class BilinearResizeTests
{
    [Fact]
    public void To_Twice_EqualsTorch()
    {
        // torch.nn.functional.interpolate(torch.tensor([[[[0., 1.], [2., 3.]]]]), scale_factor=2, mode="bilinear", align_corners=False), by its formula.
        ScalarMap result = BilinearResize.To(new ScalarMap(2, 2, [0, 1, 2, 3]), 4, 4);

        Assert.Equal([0, 0.25f, 0.75f, 1, 0.5f, 0.75f, 1.25f, 1.5f, 1.5f, 1.75f, 2.25f, 2.5f, 2, 2.25f, 2.75f, 3], result.Values);
    }

    [Fact]
    public void To_Half_AveragesThePairs()
        => Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], BilinearResize.To(new ScalarMap(4, 4, [.. Enumerable.Range(0, 16).Select(value => (float)value)]), 2, 2).Values);
}
