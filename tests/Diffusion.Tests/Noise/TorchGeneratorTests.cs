using System.Globalization;
using System.Text.Json;
using ReCorD.Diffusion.Noise;

namespace ReCorD.Diffusion.Tests.Noise;

/// <summary>Expected numbers: <c>torch.randn(n, generator=torch.Generator().manual_seed(seed))</c>, PyTorch 1.13 on a CPU (Golden/torch_randn.json).</summary>
public class TorchGeneratorTests
{
    public static TheoryData<string> GoldenKeys => new(TestFiles.Golden("torch_randn.json").GetProperty("values").EnumerateObject().Select(static one => one.Name));

    [Theory]
    [MemberData(nameof(GoldenKeys))]
    public void Normal_GoldenSeedAndLength_IsBitEqualToTorch(string key)
    {
        string[] parts = key.Split('/');
        long seed = long.Parse(parts[0], CultureInfo.InvariantCulture);
        int count = int.Parse(parts[1], CultureInfo.InvariantCulture);
        float[] expected = [.. TestFiles.Golden("torch_randn.json").GetProperty("values").GetProperty(key).EnumerateArray().Select(static value => value.GetSingle())];

        INoiseSource source = new TorchGenerator(seed);
        float[] drawn = source.Normal(count);

        Assert.Equal(count, drawn.Length);
        Assert.Equal(expected.Select(Bits), drawn.Take(expected.Length).Select(Bits));
    }

    [Fact]
    public void Normal_ShortCalls_KeepTheSecondOfEachPair()
    {
        // Below 16 values the generator makes pairs and keeps the second: 3 + 5 values equal 8 at once.
        INoiseSource atOnce = new TorchGenerator(2114);
        INoiseSource inParts = new TorchGenerator(2114);

        float[] expected = atOnce.Normal(8);
        float[] parts = [.. inParts.Normal(3), .. inParts.Normal(0), .. inParts.Normal(5)];

        Assert.Equal(expected, parts);
    }

    [Fact]
    public void Normal_SeedsEqualInLowerHalf_GiveEqualNumbers()
    {
        INoiseSource low = new TorchGenerator(7);
        INoiseSource high = new TorchGenerator((3L << 32) | 7);

        Assert.Equal(low.Normal(64), high.Normal(64));
    }

    [Fact]
    public void Normal_ManyValues_HaveMomentsOfTheNormalDistribution()
    {
        // Standard errors at 1e5 values: mean 0.0032, variance 0.0045; five of each.
        float[] values = ((INoiseSource)new TorchGenerator(1)).Normal(100_000);
        double mean = values.Average(static value => (double)value);
        double variance = values.Average(value => (value - mean) * (value - mean));

        Assert.InRange(mean, -0.016, 0.016);
        Assert.InRange(variance, 1 - 0.023, 1 + 0.023);
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);
}
