using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Weights;

/// <summary>Exact widening of 16-bit floating-point numbers to float32, eight at a time.</summary>
internal static class HalfPrecision
{
    private const int HalfExponentMask = 0x7C00 << 13;
    private const int ExponentOne = 1 << 23;

    /// <summary>What the exponent's bias grows by, from 15 to 127.</summary>
    private const int BiasDifference = (127 - 15) << 23;

    /// <summary>A float32 copy of a tensor of <see cref="ElementType.Float16"/> or <see cref="ElementType.BFloat16"/>.</summary>
    public static Tensor Widen(Tensor source)
    {
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
    /// subtraction of normal numbers, which is right even on a thread where ONNX Runtime flushes denormals to zero.
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
}
