using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels;

/// <summary>
/// erf(x) of sixteen float32 numbers, within 3e-7 of the true value: below 1 x times a polynomial of x squared, from there to 3.95 one less e to the power of a polynomial, then one.
/// The coefficients interpolate erf(x) / x and log(erfc(x)) at Chebyshev's nodes.
/// </summary>
internal static class VectorErrorFunction
{
    private const float Largest = 3.95f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        // In this order, so that what is no number stays none: the processor's own minimum gives its second operand then.
        Vector512<float> size = Vector512.MinNative(Vector512.Create(Largest), Vector512.Abs(x)), square = x * x;
        Vector512<float> near = Vector512.FusedMultiplyAdd(Vector512.Create(7.875874871388078e-05f), square, Vector512.Create(-0.000801686430349946f));
        near = Vector512.FusedMultiplyAdd(near, square, Vector512.Create(0.005189087241888046f));
        near = Vector512.FusedMultiplyAdd(near, square, Vector512.Create(-0.02685421146452427f));
        near = Vector512.FusedMultiplyAdd(near, square, Vector512.Create(0.11283594369888306f));
        near = Vector512.FusedMultiplyAdd(near, square, Vector512.Create(-0.3761262595653534f));
        near = Vector512.FusedMultiplyAdd(near, square, Vector512.Create(1.1283791065216064f));
        Vector512<float> far = Vector512.FusedMultiplyAdd(Vector512.Create(1.6583205706410808e-06f), size, Vector512.Create(-4.64599252154585e-05f));
        far = Vector512.FusedMultiplyAdd(far, size, Vector512.Create(0.0006000555003993213f));
        far = Vector512.FusedMultiplyAdd(far, size, Vector512.Create(-0.004774190951138735f));
        far = Vector512.FusedMultiplyAdd(far, size, Vector512.Create(0.026460878551006317f));
        far = Vector512.FusedMultiplyAdd(far, size, Vector512.Create(-0.11014717817306519f));
        far = Vector512.FusedMultiplyAdd(far, size, Vector512.Create(-0.6317575573921204f));
        far = Vector512.FusedMultiplyAdd(far, size, Vector512.Create(-1.1302720308303833f));
        far = Vector512<float>.One - VectorExponential.Of(Vector512.FusedMultiplyAdd(far, size, Vector512.Create(0.00032935707713477314f)));
        Vector512<float> sign = Vector512.Create(-0f);
        return Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512<float>.One), x * near, far | (x & sign));
    }
}
