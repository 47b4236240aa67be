using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels;

/// <summary>
/// exp(x) of sixteen float32 numbers, those of <see cref="Of"/> not above zero, as a softmax needs: 2^n e^r with |r| at most half of ln 2, e^r as a polynomial (coefficients of Cephes,
/// Moshier 1989; relative error below 2e-7). The framework's own function goes by float64, at twice the time.
/// </summary>
internal static class VectorExponential
{
    /// <summary>Below it the result is zero: smaller numbers than 1.2e-38 would be denormal, which cost a hundred times a normal one and mean nothing in a sum of probabilities.</summary>
    public const float Smallest = -87f;

    private const float Log2E = 1.44269504f;

    /// <summary>ln 2 in two parts, the first exact in few bits, so that n times it is exact too.</summary>
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    private const int MantissaBits = 23;
    private const int ExponentBias = 127;

    /// <summary>Above it the result is infinite.</summary>
    private const float Largest = 88.8f;

    /// <summary>exp(x) of any number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OfAny(Vector512<float> x) => Of(Vector512.Min(x, Vector512.Create(Largest)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> n = Vector512.Round(x * Log2E);
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x));
        Vector512<float> p = Vector512.FusedMultiplyAdd(Vector512.Create(1.9875691500e-4f), r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r) + Vector512<float>.One;
        Vector512<float> power = ((Vector512.ConvertToInt32(n) + Vector512.Create(ExponentBias)) << MantissaBits).AsSingle();
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(Smallest)), Vector512<float>.Zero, p * power);
    }
}
