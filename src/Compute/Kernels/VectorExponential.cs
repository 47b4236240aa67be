using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels;

/// <summary>
/// exp(x) of sixteen float32 numbers, those of <see cref="Of"/> not above zero, as a softmax needs: 2^n e^r with |r| at most half of ln 2, e^r as a polynomial (coefficients of Cephes,
/// Moshier 1989; relative error below 2e-7). The framework's own function goes by float64, at twice the time.
/// </summary>
internal static class VectorExponential
{
    /// <summary>Below it <see cref="OfAny"/> is zero: smaller numbers than 1.2e-38 are denormal, which cost the processor a hundred times a normal one.</summary>
    public const float Smallest = -87f;

    /// <summary>
    /// Below it <see cref="Of"/> is zero: 1e-26 of the largest changes no sum of float32 numbers, but its products with gradients would be denormal.
    /// </summary>
    public const float Negligible = -60f;

    private const float Log2E = 1.44269504f;

    /// <summary>ln 2 in two parts, the first exact in few bits, so that n times it is exact too.</summary>
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    private const int MantissaBits = 23;
    private const int ExponentBias = 127;

    /// <summary>From 88.73 on e^x is no float32 any more. Numbers above this are taken for it.</summary>
    private const float Largest = 89f;

    /// <summary>The largest exponent of two of a float32.</summary>
    private const int LargestExponent = 127;

    /// <summary>exp(x) of numbers that are not above zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> n = Vector512.Round(x * Log2E);
        return ZeroBelow(Negligible, x, Fraction(x, n) * Power(Vector512.ConvertToInt32Native(n)));
    }

    /// <summary>exp(x) of any number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OfAny(Vector512<float> x)
    {
        // In this order, so that what is no number stays none: the processor's own minimum gives its second operand then.
        Vector512<float> limited = Vector512.MinNative(Vector512.Create(Largest), x), n = Vector512.Round(limited * Log2E);
        Vector512<int> exponent = Vector512.ConvertToInt32Native(Vector512.MinNative(n, Vector512.Create((float)LargestExponent)));

        // 2^128 is no float32, but e^x may be one where n is 128.
        Vector512<float> rest = Vector512.ConditionalSelect(Vector512.GreaterThan(n, Vector512.Create((float)LargestExponent)), Vector512.Create(2f), Vector512<float>.One);
        return ZeroBelow(Smallest, x, Fraction(limited, n) * Power(exponent) * rest);
    }

    /// <summary>e^r of what is left of x when n times ln 2 is taken away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fraction(Vector512<float> x, Vector512<float> n)
    {
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x));
        Vector512<float> p = Vector512.FusedMultiplyAdd(Vector512.Create(1.9875691500e-4f), r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        return Vector512.FusedMultiplyAdd(p, r * r, r) + Vector512<float>.One;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Power(Vector512<int> exponent) => ((exponent + Vector512.Create(ExponentBias)) << MantissaBits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ZeroBelow(float smallest, Vector512<float> x, Vector512<float> power)
        => Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(smallest)), Vector512<float>.Zero, power);
}
