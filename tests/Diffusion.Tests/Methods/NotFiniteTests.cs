using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tests.Checkpoints;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>A network that gives numbers which are not finite: said at the step, not after all of them.</summary>
public sealed class NotFiniteTests
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    [Theory]
    [InlineData("stable-diffusion")]
    [InlineData("record")]
    public void Generate_WeightNotFinite_StopsAtTheFirstStep(string method)
    {
        using TemporaryModel model = new();
        model.Rewrite(TemporaryModel.UNetWeights, static tensors => tensors["conv_out.bias"] = Tensor.From<Half>([(Half)0, Half.NaN, (Half)0, (Half)0], new TensorShape(4)));
        using ComputeRuntime runtime = new();
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, model.Path);
        GenerationRequest request = new() { Prompt = InteractionPromptParser.Parse("a boy is kicking a ball"), Seed = 1, Steps = 3 };
        Steps told = new();

        GenerationException error = Assert.Throws<GenerationException>(() => GenerationMethods.Create(method, pipeline, RecordProfiles.Default).Generate(request, told, default));

        Assert.Contains("prediction at step 1 ", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, told.Count);
    }

    /// <summary>A strength whose first step leaves single precision, where the profile bounds no step: the weights are sound, the latent is not.</summary>
    [Fact]
    public void Generate_GradientStepsTooLong_NamesTheStrengthAndNotTheWeights()
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Correct(TestFiles.MiniHoi, 1e40));

        Assert.Contains("Lower --correction-strength", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("weight", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What the network makes of a latent that is out of all bounds says nothing about the network.</summary>
    [Theory]
    [InlineData(4f, true, "A damaged weight")]
    [InlineData(1e4f, true, "Lower --correction-strength")]
    [InlineData(float.NaN, true, "Lower --correction-strength")]
    [InlineData(1e4f, false, "A damaged weight")]
    public void Advance_PredictionNotFinite_NamesTheCauseByTheLatent(float value, bool isCorrected, string cause)
    {
        using ComputeRuntime runtime = new();
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, TestFiles.MiniHoi);
        DenoisingLoop loop = new(pipeline, MiniHoiFixture.Request() with { TargetBox = isCorrected ? Target : null });
        float[] latent = [.. Enumerable.Repeat(value, loop.LatentLength)], prediction = [.. Enumerable.Repeat(float.NaN, 2 * loop.LatentLength)];

        GenerationException error = Assert.Throws<GenerationException>(() => loop.Advance(2, new StepResult(latent, latent), prediction, 0, 1));

        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Contains("at step 3 ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>With a target box too a damaged network is said to be one.</summary>
    [Fact]
    public void Generate_WeightNotFiniteInCorrection_NamesTheWeights()
    {
        using TemporaryModel model = new();
        model.Rewrite(TemporaryModel.UNetWeights, static tensors => tensors["conv_in.bias"].AsSpan<Half>().Fill(Half.NaN));

        GenerationException error = Assert.Throws<GenerationException>(() => Correct(model.Path, null));

        Assert.Contains("at step 1 has numbers that are not finite. A damaged weight", error.Message, StringComparison.Ordinal);
    }

    private static void Correct(string folder, double? strength)
    {
        using ComputeRuntime runtime = new();
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, folder);
        GenerationRequest request = MiniHoiFixture.Request() with { TargetBox = Target, CorrectionStrength = strength };
        GenerationMethods.Create("record", pipeline, RecordProfiles.Get("paper")).Generate(request, null, default);
    }

    private sealed class Steps : IProgress<StepProgress>
    {
        public int Count { get; private set; }

        public void Report(StepProgress value) => Count++;
    }
}
