using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Noise;

namespace ReCorD.Diffusion.Tests.Methods;

public class StepNoiseTests
{
    private const int Count = 32;

    [Fact]
    public void At_BranchesOfACall_GetTheSameNumbers()
    {
        StepNoise noise = new(new TorchGenerator(5));

        float[] first = noise.At(0).Normal(Count), second = noise.At(0).Normal(Count);

        Assert.Equal(first, second);
    }

    [Fact]
    public void At_NextCall_GoesOnInTheStreamThatThePictureBeganWith()
    {
        // One torch generator for all of a picture: its latent, then one draw a step.
        INoiseSource expected = new TorchGenerator(5), generator = new TorchGenerator(5);
        Assert.Equal(expected.Normal(Count), generator.Normal(Count));
        StepNoise noise = new(generator);

        for (int call = 0; call < 3; call++)
        {
            float[] drawn = expected.Normal(Count);
            Assert.Equal(drawn, noise.At(call).Normal(Count));
            Assert.Equal(drawn, noise.At(call).Normal(Count));
        }
    }

    [Fact]
    public void At_NobodyDraws_LeavesTheStreamWhereItIs()
    {
        StepNoise noise = new(new TorchGenerator(5));
        noise.At(0);

        Assert.Equal(((INoiseSource)new TorchGenerator(5)).Normal(Count), noise.At(1).Normal(Count));
    }

    [Fact]
    public void At_SeveralDrawsInACall_AreRepeatedInOrder()
    {
        StepNoise noise = new(new TorchGenerator(5));
        INoiseSource left = noise.At(0), right = noise.At(0);

        float[] first = left.Normal(Count), second = left.Normal(Count);

        Assert.Equal([.. first, .. second], [.. right.Normal(Count), .. right.Normal(Count)]);
        Assert.NotEqual(first, second);
    }
}
