using ReCorD.Compute.Weights;

namespace ReCorD.Compute.Tests.Weights;

public sealed class HalfPrecisionTests
{
    [Fact]
    public void Widen_EveryHalf_EqualsTheConversionOfDotNet()
    {
        float[] widened = HalfPrecision.Widen(EveryPattern(ElementType.Float16)).ToArray<float>();

        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf((ushort)bits);
            if (float.IsNaN(expected))
            {
                Assert.True(float.IsNaN(widened[bits]));
            }
            else
            {
                Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(widened[bits]));
            }
        }
    }

    [Fact]
    public void Widen_EveryBrainFloat_IsTheUpperHalf()
    {
        float[] widened = HalfPrecision.Widen(EveryPattern(ElementType.BFloat16)).ToArray<float>();

        Assert.All(Enumerable.Range(0, widened.Length), bits => Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits(widened[bits])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    public void Widen_LengthNotAMultipleOfEight_WidensAll(int length)
    {
        Tensor halves = Tensor.From([.. Enumerable.Range(0, length).Select(number => (Half)number)], length);

        Assert.Equal(Enumerable.Range(0, length).Select(number => (float)number), HalfPrecision.Widen(halves).ToArray<float>());
    }

    [Fact]
    public void Narrow_EveryHalf_ComesBack()
    {
        Tensor halves = EveryPattern(ElementType.Float16);
        ushort[] expected = halves.ToArray<ushort>();

        ushort[] narrowed = HalfPrecision.Narrow(HalfPrecision.Widen(halves))!.ToArray<ushort>();

        Assert.All(Enumerable.Range(0, expected.Length), bits => Assert.True(
            expected[bits] == narrowed[bits] || (Half.IsNaN(BitConverter.UInt16BitsToHalf((ushort)bits)) && Half.IsNaN(BitConverter.UInt16BitsToHalf(narrowed[bits])))));
    }

    /// <summary>All exponents, with fractions on, just above and just below the middle between two halves.</summary>
    [Fact]
    public void Narrow_AnyFloat_RoundsAsDotNetDoes()
    {
        float[] values =
        [
            .. from exponent in Enumerable.Range(0, 142) from fraction in new[] { 0, 1, 0xFFF, 0x1000, 0x1001, 0x2FFF, 0x3000, 0x3001, 0x7FEFFF, 0x7FF000, 0x7FFFFF }
               from sign in new[] { 0u, 1u << 31 } select BitConverter.UInt32BitsToSingle(sign | ((uint)exponent << 23) | (uint)fraction),
        ];

        ushort[] narrowed = HalfPrecision.Narrow(Tensor.From(values, values.Length))!.ToArray<ushort>();

        Assert.Equal(values.Select(value => BitConverter.HalfToUInt16Bits((Half)value)), narrowed);
    }

    [Theory]
    [InlineData(65504f, true)]
    [InlineData(65519.996f, true)]
    [InlineData(65520f, false)]
    [InlineData(-1e10f, false)]
    [InlineData(float.PositiveInfinity, true)]
    public void Narrow_FiniteNumberThatWouldBeInfinite_IsRefused(float value, bool fits)
        => Assert.Equal(fits, HalfPrecision.Narrow(Tensor.From([0, 1, 2, 3, 4, 5, 6, 7, value], 9)) is not null);

    private static Tensor EveryPattern(ElementType type)
    {
        Tensor tensor = new(type, new TensorShape(ushort.MaxValue + 1));
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            tensor.AsSpan<ushort>()[bits] = (ushort)bits;
        }

        return tensor;
    }
}
