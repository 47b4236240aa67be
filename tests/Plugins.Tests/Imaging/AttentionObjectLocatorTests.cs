using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Plugins.Imaging;

namespace ReCorD.Plugins.Tests.Imaging;

public sealed class AttentionObjectLocatorTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.2, 1)]
    [InlineData(1, 2)]
    public void CountRegions_SecondSpot_CountsWhereItIsNoRemnant(double strength, int expected)
    {
        ScalarMap first = SyntheticMethod.Spot(0.2, 0.2, 0.15), second = SyntheticMethod.Spot(0.8, 0.8, 0.15);
        ScalarMap map = first with { Values = [.. first.Values.Zip(second.Values, (a, b) => a + (float)(strength * b))] };

        Assert.Equal(expected, new AttentionObjectLocator().CountRegions(map));
    }

    [Fact]
    public void CountRegions_FlatMap_IsNone() => Assert.Equal(0, new AttentionObjectLocator().CountRegions(new ScalarMap(4, 4, new float[16])));
}
