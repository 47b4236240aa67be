using ReCorD.Compute;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Tests.Checkpoints;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>A network that gives numbers which are not finite: said at the step, not after all of them.</summary>
public sealed class NotFiniteTests
{
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

    private sealed class Steps : IProgress<StepProgress>
    {
        public int Count { get; private set; }

        public void Report(StepProgress value) => Count++;
    }
}
