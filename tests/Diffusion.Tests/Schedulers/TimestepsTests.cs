using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

/// <summary>First and last timesteps as diffusers' DDIMScheduler.set_timesteps gives them for N = 1000, offset 1.</summary>
public class TimestepsTests
{
    [Theory]
    [InlineData(TimestepSpacing.Leading, 20, new[] { 951, 901, 851 }, new[] { 51, 1 })]
    [InlineData(TimestepSpacing.Leading, 30, new[] { 958, 925, 892 }, new[] { 34, 1 })]
    [InlineData(TimestepSpacing.Linspace, 20, new[] { 999, 946, 894, 841 }, new[] { 53, 0 })]
    [InlineData(TimestepSpacing.Linspace, 30, new[] { 999, 965, 930, 896 }, new[] { 34, 0 })]
    [InlineData(TimestepSpacing.Trailing, 20, new[] { 999, 949, 899, 849 }, new[] { 99, 49 })]
    [InlineData(TimestepSpacing.Trailing, 30, new[] { 999, 966, 932, 899 }, new[] { 66, 32 })]
    public void Spread_KnownCounts_EqualsDiffusers(TimestepSpacing spacing, int steps, int[] first, int[] last)
    {
        int[] timesteps = Timesteps.Spread(spacing, 1000, steps, 1);

        Assert.Equal(steps, timesteps.Length);
        Assert.Equal(first, timesteps[..first.Length]);
        Assert.Equal(last, timesteps[^last.Length..]);
    }
}
