using System.Runtime.Intrinsics;
using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Tests.Kernels;

public sealed class VectorExponentialTests
{
    /// <summary>As the class states.</summary>
    private const double RelativeError = 2e-7;

    [Fact]
    public void Of_NumbersUpToZero_IsTheirExponential()
    {
        const int count = 20_000;
        for (int i = 0; i <= count; i++)
        {
            float x = VectorExponential.Negligible * i / count;
            double expected = Math.Exp(x);
            Assert.Equal(1, Exponential(x) / expected, RelativeError);
        }
    }

    [Theory]
    [InlineData(-0f, 1)]
    [InlineData(-60.01f, 0)]
    [InlineData(-1e30f, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    public void Of_TheEnds_IsExact(float x, float expected) => Assert.Equal(expected, Exponential(x));

    [Fact]
    public void Of_NoNumber_IsNone() => Assert.True(float.IsNaN(Exponential(float.NaN)));

    [Fact]
    public void OfAny_NumbersOfBothSigns_IsTheirExponential()
    {
        const int count = 20_000;
        for (int i = 0; i <= count; i++)
        {
            float x = VectorExponential.Smallest + ((88.72f - VectorExponential.Smallest) * i / count);
            Assert.Equal(1, VectorExponential.OfAny(Vector512.Create(x))[0] / Math.Exp(x), RelativeError);
        }
    }

    [Theory]
    [InlineData(89f, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(-87.01f, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(float.NaN, float.NaN)]
    public void OfAny_TheEnds_IsExact(float x, float expected) => Assert.Equal(expected, VectorExponential.OfAny(Vector512.Create(x))[0]);

    private static float Exponential(float x) => VectorExponential.Of(Vector512.Create(x))[0];
}
