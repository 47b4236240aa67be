using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Prompts;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>The embedded model, loaded once for all tests of methods.</summary>
public sealed class MiniHoiFixture : IDisposable
{
    private readonly ComputeRuntime runtime = new();

    public MiniHoiFixture() => Pipeline = DiffusionPipeline.Load(runtime, TestFiles.MiniHoi);

    public DiffusionPipeline Pipeline { get; }

    public IGenerationMethod Method(string name, RecordProfile? profile = null) => GenerationMethods.Create(name, Pipeline, profile ?? RecordProfiles.Default);

    /// <summary>Few steps: enough to tell pictures apart.</summary>
    public static GenerationRequest Request(string prompt = "a boy is kicking a ball", long seed = 1, int steps = 6)
        => new() { Prompt = InteractionPromptParser.Parse(prompt), Seed = seed, Steps = steps, GuidanceScale = 4 };

    public void Dispose()
    {
        Pipeline.Dispose();
        runtime.Dispose();
    }
}
