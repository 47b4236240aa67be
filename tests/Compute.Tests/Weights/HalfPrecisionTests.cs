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
