namespace ReCorD.Diffusion.Noise;

/// <summary>
/// The float32 logarithm, sine and cosine of avx_mathfun (Pommier and Garberoglio, after Moshier's Cephes), in the order of operations
/// that PyTorch's AVX2 noise uses (aten/src/ATen/native/cpu/avx_mathfun.h). The C library's functions differ from these in the last
/// bit, and so would the noise.
/// </summary>
/// <remarks>Products and sums are fused where the compiler of the official PyTorch builds fuses them.</remarks>
internal static class VectorMath
{
    private const float SqrtHalf = 0.707106781186547524f;
    private const float FourOverPi = 1.27323954473516f;

    /// <summary>Natural logarithm of a normal positive number.</summary>
    public static float Log(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        float exponent = (bits >> 23) - 0x7f + 1f;

        // Mantissa in [0.5, 1), then in [sqrt(1/2), sqrt(2)) minus 1.
        float mantissa = BitConverter.Int32BitsToSingle((bits & ~0x7f800000) | BitConverter.SingleToInt32Bits(0.5f));
        bool small = mantissa < SqrtHalf;
        float m = mantissa - 1f + (small ? mantissa : 0f);
        exponent -= small ? 1f : 0f;

        float square = m * m;
        float y = 7.0376836292E-2f;
        y = MathF.FusedMultiplyAdd(y, m, -1.1514610310E-1f);
        y = MathF.FusedMultiplyAdd(y, m, 1.1676998740E-1f);
        y = MathF.FusedMultiplyAdd(y, m, -1.2420140846E-1f);
        y = MathF.FusedMultiplyAdd(y, m, 1.4249322787E-1f);
        y = MathF.FusedMultiplyAdd(y, m, -1.6668057665E-1f);
        y = MathF.FusedMultiplyAdd(y, m, 2.0000714765E-1f);
        y = MathF.FusedMultiplyAdd(y, m, -2.4999993993E-1f);
        y = MathF.FusedMultiplyAdd(y, m, 3.3333331174E-1f);
        y *= m;

        // The logarithm of 2 in two parts keeps the exponent's share exact.
        y = MathF.FusedMultiplyAdd(y, square, exponent * -2.12194440e-4f);
        y = MathF.FusedMultiplyAdd(-square, 0.5f, y);
        return MathF.FusedMultiplyAdd(exponent, 0.693359375f, m + y);
    }

    /// <summary>Sine and cosine of an angle in [0, 8192] radians.</summary>
    public static (float Sine, float Cosine) SinCos(float angle)
    {
        int octant = ((int)(angle * FourOverPi) + 1) & ~1;
        float turns = octant;

        // Pi/4 in three parts (Cody and Waite): the remainder keeps its bits.
        float x = MathF.FusedMultiplyAdd(turns, -0.78515625f, angle);
        x = MathF.FusedMultiplyAdd(turns, -2.4187564849853515625e-4f, x);
        x = MathF.FusedMultiplyAdd(turns, -3.77489497744594108e-8f, x);

        float square = x * x;
        float even = 2.443315711809948E-005f;
        even = MathF.FusedMultiplyAdd(even, square, -1.388731625493765E-003f);
        even = MathF.FusedMultiplyAdd(even, square, 4.166664568298827E-002f);
        even *= square;
        even = MathF.FusedMultiplyAdd(even, square, square * -0.5f) + 1f;

        float odd = -1.9515295891E-4f;
        odd = MathF.FusedMultiplyAdd(odd, square, 8.3321608736E-3f);
        odd = MathF.FusedMultiplyAdd(odd, square, -1.6666654611E-1f);
        odd *= square;
        odd = MathF.FusedMultiplyAdd(odd, x, x);

        bool exchanged = (octant & 2) != 0;
        float sine = exchanged ? even : odd;
        float cosine = exchanged ? odd : even;
        bool sineNegative = (octant & 4) != 0;
        bool cosineNegative = ((octant - 2) & 4) == 0;
        return (sineNegative ? -sine : sine, cosineNegative ? -cosine : cosine);
    }
}
