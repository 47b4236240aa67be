using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Weights;

/// <summary>Widening of 16-bit floating-point numbers to float32, which is exact, and rounding of float32 to float16, eight at a time.</summary>
public static class HalfPrecision
{
    /// <summary>The greatest number of float16.</summary>
    public const float Largest = 65504;

    private const int HalfExponentMask = 0x7C00 << 13;
    private const int ExponentOne = 1 << 23;

    /// <summary>Bits of 65520, halfway between the greatest number of float16 and the next that there would be: from here on numbers round to infinity.</summary>
    private const int FirstInfinite = 0x477FF000;

    private const int Infinity = 0x7F800000;

    /// <summary>What the exponent's bias grows by, from 15 to 127.</summary>
    private const int BiasDifference = (127 - 15) << 23;

    /// <summary>A float32 copy of a tensor of <see cref="ElementType.Float16"/> or <see cref="ElementType.BFloat16"/>.</summary>
    public static Tensor Widen(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Tensor result = new(ElementType.Float32, source.Shape);
        ReadOnlySpan<ushort> bits = source.AsSpan<ushort>();
        Span<uint> wide = MemoryMarshal.Cast<float, uint>(result.AsSpan<float>());
        if (source.ElementType == ElementType.Float16)
        {
            WidenHalf(bits, wide);
        }
        else
        {
            WidenBrain(bits, wide);
        }

        return result;
    }

    /// <summary>
    /// A float16 copy of a float32 tensor, rounded to nearest, ties to even. Null where a finite number is too great for float16: it would become infinite,
    /// and so would every picture.
    /// </summary>
    public static Tensor? Narrow(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Tensor result = new(ElementType.Float16, source.Shape);
        ReadOnlySpan<float> wide = source.AsSpan<float>();
        Span<ushort> half = result.AsSpan<ushort>();
        Vector256<int> overflow = Vector256<int>.Zero;
        int i = 0;
        for (; i <= wide.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<int> bits = NarrowBits(Vector256.Create(wide[i..]).AsInt32(), ref overflow);
            Vector256.Narrow(bits.AsUInt32(), Vector256<uint>.Zero).GetLower().CopyTo(half[i..]);
        }

        for (; i < wide.Length; i++)
        {
            half[i] = (ushort)NarrowBits(Vector256.CreateScalar(wide[i]).AsInt32(), ref overflow).ToScalar();
        }

        GC.KeepAlive(source);
        if (overflow == Vector256<int>.Zero)
        {
            return result;
        }

        result.Dispose();
        return null;
    }

    /// <summary>BF16 is the upper half of a float32.</summary>
    private static void WidenBrain(ReadOnlySpan<ushort> source, Span<uint> target)
    {
        int i = 0;
        for (; i <= source.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
        {
            Vector256<uint> bits = Vector256.WidenLower(Vector128.Create(source[i..]).ToVector256Unsafe()) << 16;
            bits.CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
        {
            target[i] = (uint)source[i] << 16;
        }
    }

    private static void WidenHalf(ReadOnlySpan<ushort> source, Span<uint> target)
    {
        int i = 0;
        for (; i <= source.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
        {
            WidenHalf(Vector256.WidenLower(Vector128.Create(source[i..]).ToVector256Unsafe())).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
        {
            target[i] = WidenHalf(Vector256.CreateScalar((uint)source[i])).ToScalar();
        }
    }

    /// <summary>
    /// Moves exponent and fraction to their places and corrects the bias. Numbers below the normal range are renormalised by a
    /// subtraction of normal numbers, which is quick and right whatever the processor does with denormal ones.
    /// Source: Fabian Giesen, "half_to_float_fast5".
    /// </summary>
    private static Vector256<uint> WidenHalf(Vector256<uint> half)
    {
        Vector256<int> magnitude = (half.AsInt32() & Vector256.Create(0x7FFF)) << 13;
        Vector256<uint> sign = (half & Vector256.Create(0x8000u)) << 16;
        Vector256<int> exponent = magnitude & Vector256.Create(HalfExponentMask);
        Vector256<int> normal = magnitude + Vector256.Create(BiasDifference);
        Vector256<int> infinite = normal + Vector256.Create((128 - 16) << 23);
        Vector256<float> smallestNormal = Vector256.Create(BiasDifference + ExponentOne).AsSingle();
        Vector256<int> small = ((normal + Vector256.Create(ExponentOne)).AsSingle() - smallestNormal).AsInt32();
        Vector256<int> result = Vector256.ConditionalSelect(
            Vector256.Equals(exponent, Vector256<int>.Zero),
            small,
            Vector256.ConditionalSelect(Vector256.Equals(exponent, Vector256.Create(HalfExponentMask)), infinite, normal));
        return result.AsUInt32() | sign;
    }

    /// <summary>
    /// Corrects the bias and rounds by adding just under half of the last place, and one more where the last place is odd. Numbers below the normal range are
    /// rounded by an addition that shifts them to the end of a float32. Source: Fabian Giesen, "float_to_half_fast3_rtne".
    /// </summary>
    private static Vector256<int> NarrowBits(Vector256<int> bits, ref Vector256<int> overflow)
    {
        Vector256<int> magnitude = bits & Vector256.Create(int.MaxValue), sign = Vector256.ShiftRightLogical(bits, 16) & Vector256.Create(0x8000);
        overflow |= Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(FirstInfinite)) & Vector256.LessThan(magnitude, Vector256.Create(Infinity));
        Vector256<int> odd = Vector256.ShiftRightLogical(magnitude, 13) & Vector256<int>.One;
        Vector256<int> normal = Vector256.ShiftRightLogical(magnitude - Vector256.Create(BiasDifference) + Vector256.Create(0xFFF) + odd, 13);
        Vector256<int> shift = Vector256.Create((127 - 15 + 23 - 10 + 1) << 23);
        Vector256<int> small = (magnitude.AsSingle() + shift.AsSingle()).AsInt32() - shift;
        Vector256<int> special = Vector256.ConditionalSelect(
            Vector256.GreaterThan(magnitude, Vector256.Create(Infinity)), Vector256.Create(0x7E00), Vector256.Create(0x7C00));
        Vector256<int> result = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(BiasDifference + ExponentOne)), small, normal);
        return Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(FirstInfinite)), special, result) | sign;
    }
}
