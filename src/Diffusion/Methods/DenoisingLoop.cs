using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Noise;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>What all methods share: the plan of steps, noise, classifier-free guidance, and the checks of a request.</summary>
internal sealed class DenoisingLoop
{
    private readonly DiffusionPipeline pipeline;

    public DenoisingLoop(DiffusionPipeline pipeline, GenerationRequest request)
    {
        this.pipeline = pipeline;
        Request = request;
        if (request.Steps < 1 || request.Steps > pipeline.Scheduler.MaximumSteps)
        {
            throw new GenerationException($"Steps must lie between 1 and {pipeline.Scheduler.MaximumSteps}, not {request.Steps}.");
        }

        if (!(request.GuidanceScale >= 1 && request.GuidanceScale <= 100))
        {
            throw new GenerationException($"The guidance scale must lie between 1 and 100, not {request.GuidanceScale}.");
        }

        Plan = pipeline.Scheduler.Plan(request.Steps);
        Steps = Math.Clamp(request.StopAfter ?? request.Steps, 1, request.Steps);
    }

    public GenerationRequest Request { get; }

    public ISamplingPlan Plan { get; }

    /// <summary>Steps to run: all, or those of a preview.</summary>
    public int Steps { get; }

    /// <summary>Numbers in one latent.</summary>
    public int LatentLength => pipeline.UNet.InChannels * pipeline.LatentSize * pipeline.LatentSize;

    /// <summary>The seed's starting latent, as the state before the first step.</summary>
    public StepResult Start()
    {
        float[] latent = ((INoiseSource)new TorchGenerator(Request.Seed)).Normal(LatentLength);
        for (int i = 0; i < latent.Length; i++)
        {
            latent[i] = (float)(latent[i] * Plan.InitNoiseSigma);
        }

        return new StepResult(latent, latent);
    }

    /// <summary>A batch of latents, each as the network wants it at a step.</summary>
    public Tensor Batch(int step, params ReadOnlySpan<float[]> latents)
    {
        int size = pipeline.LatentSize;
        Tensor batch = new(ElementType.Float32, new TensorShape(latents.Length, pipeline.UNet.InChannels, size, size));
        for (int row = 0; row < latents.Length; row++)
        {
            Plan.ScaleModelInput(step, latents[row], batch.AsSpan<float>().Slice(row * LatentLength, LatentLength));
        }

        return batch;
    }

    /// <summary>What the scheduler multiplies a latent by before the network sees it at a step.</summary>
    public float InputScale(int step)
    {
        float[] scale = new float[1];
        Plan.ScaleModelInput(step, [1f], scale);
        return scale[0];
    }

    /// <summary>Classifier-free guidance between two rows of a prediction, then one step of the scheduler from the state that the step before left.</summary>
    public StepResult Advance(int step, StepResult state, float[] prediction, int unconditionalRow, int conditionalRow)
    {
        ReadOnlySpan<float> unconditional = prediction.AsSpan(unconditionalRow * LatentLength, LatentLength);
        ReadOnlySpan<float> conditional = prediction.AsSpan(conditionalRow * LatentLength, LatentLength);
        float scale = (float)Request.GuidanceScale;
        float[] guided = new float[LatentLength];
        for (int i = 0; i < guided.Length; i++)
        {
            guided[i] = unconditional[i] + (scale * (conditional[i] - unconditional[i]));
        }

        return Plan.Step(guided, step, state.PreviousSample, new StepContext(state.History));
    }

    /// <summary>The finished picture, or the predicted clean one where the run ended early.</summary>
    public RgbImage Show(StepResult last, CancellationToken cancellationToken)
        => pipeline.Decode(Steps == Request.Steps ? last.PreviousSample : last.PredictedOriginal, cancellationToken);

    /// <summary>Tokens of a prompt; what does not fit is said in <paramref name="warnings"/>.</summary>
    public TokenizedPrompt Tokenize(string text, List<string> warnings)
    {
        TokenizedPrompt prompt = pipeline.Tokenizer.Encode(text);
        if (prompt.TruncationWarning is { } warning)
        {
            warnings.Add(warning);
        }

        return prompt;
    }
}
