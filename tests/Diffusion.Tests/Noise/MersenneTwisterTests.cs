using ReCorD.Diffusion.Noise;

namespace ReCorD.Diffusion.Tests.Noise;

public class MersenneTwisterTests
{
    [Fact]
    public void NextUInt32_TenThousandthOfDefaultSeed_IsTheStandardsValue()
    {
        // ISO C++ [rand.predef]: the 10000th value of a default-constructed std::mt19937 (seed 5489) is 4123659995.
        MersenneTwister engine = new(5489);
        uint value = 0;
        for (int draw = 0; draw < 10_000; draw++)
        {
            value = engine.NextUInt32();
        }

        Assert.Equal(4123659995u, value);
    }
}
