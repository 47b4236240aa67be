using ReCorD.Diffusion.Methods;

namespace ReCorD.Experiments.Scenes;

/// <summary>Stands where a scene needs a method but its pictures are given: nothing is ever generated.</summary>
internal sealed class GivenScene : IGenerationMethod
{
    public string Name => "given";

    public GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken) =>
        throw new GenerationException("The pictures of this scene are given; none can be made.");
}
