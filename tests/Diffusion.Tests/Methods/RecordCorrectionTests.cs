using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Tokenization;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>A gradient step is laid out on what the network sees, whatever scale the scheduler's latent has.</summary>
public sealed class RecordCorrectionTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    /// <summary>Relative: the network's inputs under the two schedulers are equal but for float32's rounding of one product, and its gradient follows.</summary>
    private const double Rounding = 1e-3;

    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    /// <summary>With the bounds of a profile in force, and without any.</summary>
    [Theory]
    [InlineData("default", 1)]
    [InlineData("default", 10)]
    [InlineData("paper", 1)]
    public void Guide_SameNetworkInputUnderDdimAndEuler_TakesTheSameRelativeStep(string profileName, int seed)
    {
        RecordProfile profile = RecordProfiles.Get(profileName);
        GenerationRequest request = Request(seed: seed, steps: 20) with { TargetBox = Target };
        DenoisingLoop ddim = new(model.Pipeline, request with { Scheduler = "ddim" }), euler = new(model.Pipeline, request with { Scheduler = "euler" });
        Assert.Equal(ddim.Plan.Timesteps, euler.Plan.Timesteps);
        for (int step = 0; step < 6; step += 5)
        {
            float scale = euler.InputScale(step);
            float[] input = ddim.Start().PreviousSample, latent = Array.ConvertAll(input, value => value / scale);

            float[] moved = Guide(ddim, profile, step, input), movedLatent = Guide(euler, profile, step, latent);

            Assert.True(scale < 1, $"Euler's latent was expected to be longer than the network's input; it is scaled by {scale}.");
            double relative = Length(moved, input) / Length(input);
            Assert.True(relative > 1e-4, $"The step is too short to compare ({relative:E1} of the latent).");
            Assert.Equal(relative, Length(movedLatent, latent) / Length(latent), relative * Rounding);

            // Not only as long: the network then sees the same.
            double apart = Length(Array.ConvertAll(movedLatent, value => value * scale), moved);
            Assert.InRange(apart, 0, Length(moved, input) * Rounding);
        }
    }

    private float[] Guide(DenoisingLoop loop, RecordProfile profile, int step, float[] latent)
    {
        TokenizedPrompt prompt = model.Pipeline.Tokenizer.Encode(loop.Request.Prompt.Text);
        TokenSpan ball = prompt.Find("ball")!.Value;
        int size = model.Pipeline.LatentSize;
        GuidanceShape shape = new(size, size, model.Pipeline.Tokens, 16, 16);
        GuidanceNetwork network = model.Pipeline.Guidance(new BoxConstraintLoss(profile.TopShare, profile.CornerBand), shape, default);
        GuidanceInputs layout = network.Prepare(Target, [.. Enumerable.Range(ball.Start, ball.Count)]);
        using RecordCorrection correction = new(loop, network, layout, model.Pipeline.EncodeText([prompt], default), ball, Target, profile);
        return correction.Guide(step, latent, default);
    }

    private static double Length(float[] values, float[]? from = null)
        => Math.Sqrt(values.Select((value, index) => Math.Pow(value - (from?[index] ?? 0), 2)).Sum());
}
