using ReCorD.Compute;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>Plain Stable Diffusion (CVPR 2022) with classifier-free guidance: what the prompt gives by itself.</summary>
[GenerationMethod("stable-diffusion")]
public sealed class StableDiffusionMethod(DiffusionPipeline pipeline, RecordProfile profile) : IGenerationMethod
{
    private const int Unconditional = 0;
    private const int Conditional = 1;

    public string Name => "stable-diffusion";

    public GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.TargetBox is not null)
        {
            throw new GenerationException("The method 'stable-diffusion' cannot place objects: leave the box out or use the method 'record'.");
        }

        if (request.ContinueFrom is not null)
        {
            throw new GenerationException("The method 'stable-diffusion' pauses no runs and cannot go on with one: leave ContinueFrom out.");
        }

        DenoisingLoop loop = new(pipeline, request);
        List<string> warnings = [];
        TokenizedPrompt prompt = loop.Tokenize(request.Prompt.Text, warnings);
        using TextConditioning text = pipeline.EncodeText([loop.Tokenize(request.NegativePrompt, warnings), prompt], cancellationToken);
        int side = AttentionGrids.AtLeast(pipeline.UNet, profile.AttentionResolution);
        DenoisingShape shape = new(2, pipeline.LatentSize, pipeline.LatentSize, pipeline.Tokens, side, side, SelfResolution: null);
        using PlainDenoising denoising = new(pipeline, shape, text, request.CacheInterval, memory: null, cancellationToken);
        AttentionAverage attention = new(side, side, pipeline.Tokens);
        StepResult state = Draw(loop, loop.Start(), denoising, attention, progress, cancellationToken);
        if (loop.HasRoughSteps)
        {
            StepResult rough = loop.EnterRoughSteps(state);
            loop = loop.RoughSteps();
            state = Draw(loop, rough, denoising, attention, progress, cancellationToken);
        }

        return new GenerationResult
        {
            Image = loop.Show(state, cancellationToken), Seed = request.Seed, Attention = attention.OfWords(request.Prompt, prompt, profile.ObjectTokens), Warnings = warnings, UNetRows = denoising.WholeRows,
        };
    }

    private static StepResult Draw(
        DenoisingLoop loop, StepResult state, PlainDenoising denoising, AttentionAverage attention, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        for (int call = 0; call < loop.Calls; call++)
        {
            if (loop.IsRough)
            {
                // Too far from the step before to share anything with it.
                denoising.Forget();
            }

            using Tensor batch = loop.Batch(call, state.PreviousSample, state.PreviousSample);
            DenoisingResult result = denoising.Step(batch, loop.Plan.Timesteps[call], cancellationToken);
            attention.Add(result.Maps, loop.Stride(call), Conditional);
            state = loop.Advance(call, state, result.Prediction, Unconditional, Conditional);
            loop.Report(progress, call);
        }

        return state;
    }
}
