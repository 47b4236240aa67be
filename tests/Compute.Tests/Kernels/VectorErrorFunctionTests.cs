using System.Runtime.Intrinsics;
using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Tests.Kernels;

public sealed class VectorErrorFunctionTests
{
    /// <summary>As the class states.</summary>
    private const double Error = 3e-7;

    [Fact]
    public void Of_NumbersOfBothSigns_IsTheIntegral()
    {
        const int count = 20_000;
        for (int i = -count; i <= count; i++)
        {
            float x = 4.5f * i / count;
            Assert.Equal(Series(x), ErrorFunction(x), Error);
        }
    }

    /// <summary>Small numbers keep their digits: erf(x) is 2 x / sqrt(pi) there.</summary>
    [Theory]
    [InlineData(1e-3f)]
    [InlineData(-1e-20f)]
    public void Of_SmallNumbers_IsProportional(float x) => Assert.Equal(1, ErrorFunction(x) / (x * 2 / Math.Sqrt(Math.PI)), 5e-7);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e30f, 1)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.NegativeInfinity, -1)]
    [InlineData(float.NaN, float.NaN)]
    public void Of_TheEnds_IsExact(float x, float expected) => Assert.Equal(expected, ErrorFunction(x));

    private static float ErrorFunction(float x) => VectorErrorFunction.Of(Vector512.Create(x))[0];

    /// <summary>Its Taylor series: up to 4.5 the terms stay below 1e8, which leaves eight digits of float64.</summary>
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (int n = 1; n < 120; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return sum * 2 / Math.Sqrt(Math.PI);
    }
}
