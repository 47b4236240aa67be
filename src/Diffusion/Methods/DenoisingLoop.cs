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
    /// <summary>
    /// Values of a latent that the network was trained on are noise of variance 1 and pictures scaled to it, which stay near 1 and below 10: beyond this one the
    /// run itself has gone astray. Single precision first overflows far above, in squares of some 1e19.
    /// </summary>
    private const float LargestLatent = 1000;

    private readonly DiffusionPipeline pipeline;
    private readonly float[] start;
    private readonly StepNoise noise;
    private readonly PredictionType prediction;
    private readonly ShortenedPlan? shortened;
    private readonly int done;
    private readonly int roughSteps;

    /// <param name="pipeline">The model.</param>
    /// <param name="request">The picture to make.</param>
    /// <param name="preferredScheduler">The method's scheduler where the request names none; null: the model's own.</param>
    /// <param name="noiseDraw">Which of the latents that the seed draws one after the other is the starting one, counted from 0.</param>
    /// <exception cref="GenerationException">A number of the request is out of range.</exception>
    /// <exception cref="SchedulerConfigException">The scheduler is not known or does not fit the model.</exception>
    public DenoisingLoop(DiffusionPipeline pipeline, GenerationRequest request, string? preferredScheduler = null, int noiseDraw = 0)
    {
        this.pipeline = pipeline;
        Request = request;
        IScheduler scheduler = pipeline.CreateScheduler(request.Scheduler ?? preferredScheduler);
        if (request.Steps < scheduler.MinimumSteps || request.Steps > scheduler.MaximumSteps)
        {
            throw new GenerationException($"Steps must lie between {scheduler.MinimumSteps} and {scheduler.MaximumSteps} with {scheduler.Name} and this model, not {request.Steps}.");
        }

        if (!(request.GuidanceScale >= 1 && request.GuidanceScale <= 100))
        {
            throw new GenerationException($"The guidance scale must lie between 1 and 100, not {request.GuidanceScale}.");
        }

        if (request.CacheInterval is < 1 or > GenerationRequest.LongestCacheInterval)
        {
            throw new GenerationException($"The cache interval must lie between 1 and {GenerationRequest.LongestCacheInterval}, not {request.CacheInterval}.");
        }

        if (request.RoughSteps < 0 || (request.RoughSteps > 0 && request.TargetBox is not null))
        {
            throw new GenerationException($"Rough steps must be 0 or more, and 0 with a target box, not {request.RoughSteps}.");
        }

        prediction = scheduler.Config.PredictionType;
        Plan = scheduler.Plan(request.Steps);
        Steps = Math.Clamp(request.StopAfter ?? request.Steps, 1, request.Steps);
        roughSteps = Math.Min(request.RoughSteps, request.Steps - Steps);
        Calls = Enumerable.Range(0, Plan.Timesteps.Count).Count(call => Plan.StepOf(call) < Steps);
        TorchGenerator generator = new(request.Seed);
        start = ((INoiseSource)generator).Normal((noiseDraw + 1) * LatentLength)[(noiseDraw * LatentLength)..];
        noise = new StepNoise(generator);
    }

    private DenoisingLoop(DenoisingLoop whole, ShortenedPlan plan)
    {
        (pipeline, start, noise, prediction) = (whole.pipeline, whole.start, whole.noise, whole.prediction);
        (shortened, done) = (plan, whole.Steps);
        Request = whole.Request;
        Plan = plan;
        Steps = Calls = plan.Timesteps.Count;
    }

    public GenerationRequest Request { get; }

    public ISamplingPlan Plan { get; }

    /// <summary>Steps to run: all, or those of a preview.</summary>
    public int Steps { get; }

    /// <summary>Network calls of those steps; more than steps with some schedulers.</summary>
    public int Calls { get; }

    /// <summary>Numbers in one latent.</summary>
    public int LatentLength => pipeline.UNet.InChannels * pipeline.LatentSize * pipeline.LatentSize;

    /// <summary>Draws of fresh noise so far, after the starting latent.</summary>
    public int NoiseDraws => noise.Draws;

    /// <summary>Leaves out the noise that a run drew which this one goes on with.</summary>
    public void SkipNoise(int draws) => noise.Skip(draws, LatentLength);

    /// <summary>The seed's starting latent, as the state before the first step.</summary>
    public StepResult Start()
    {
        float[] latent = Array.ConvertAll(start, value => (float)(value * Plan.InitNoiseSigma));
        return new StepResult(latent, latent);
    }

    /// <summary>Whether this is the loop over the rough steps.</summary>
    public bool IsRough => shortened is not null;

    /// <summary>Whether rough steps follow (<see cref="GenerationRequest.RoughSteps"/>).</summary>
    public bool HasRoughSteps => roughSteps > 0;

    /// <summary>The loop over the rough steps.</summary>
    public DenoisingLoop RoughSteps() => new(this, ShortenedPlan.Of(Plan, Steps, Request.Steps, roughSteps, prediction));

    /// <summary>A latent after the last call as the rough steps begin with it.</summary>
    public StepResult EnterRoughSteps(StepResult last)
    {
        float[] seen = new float[LatentLength];
        Plan.ScaleModelInput(Calls, last.PreviousSample, seen);
        return new StepResult(seen, last.PredictedOriginal);
    }

    /// <summary>The step of the whole picture, from 0, at which a call stands: edits go by it.</summary>
    public int StepOf(int call) => shortened?.Start(call) ?? Plan.StepOf(call);

    /// <summary>Steps of the whole picture that a call stands for.</summary>
    public int Stride(int call) => shortened?.Stride(call) ?? 1;

    /// <summary>Whether a call is the first of its step: only there a change of the latent lasts (<see cref="ISamplingPlan.StepOf"/>).</summary>
    public bool BeginsStep(int call) => call == 0 || Plan.StepOf(call) != Plan.StepOf(call - 1);

    /// <summary>Tells of a step after its last call.</summary>
    public void Report(IProgress<StepProgress>? progress, int call)
    {
        if (call + 1 == Calls || BeginsStep(call + 1))
        {
            progress?.Report(new StepProgress(done + Plan.StepOf(call) + 1, done + Steps + roughSteps));
        }
    }

    /// <summary>A batch of latents, each as the network wants it at a call.</summary>
    public Tensor Batch(int call, params ReadOnlySpan<float[]> latents)
    {
        int size = pipeline.LatentSize;
        Tensor batch = new(ElementType.Float32, new TensorShape(latents.Length, pipeline.UNet.InChannels, size, size));
        for (int row = 0; row < latents.Length; row++)
        {
            Plan.ScaleModelInput(call, latents[row], batch.AsSpan<float>().Slice(row * LatentLength, LatentLength));
        }

        return batch;
    }

    /// <summary>What the scheduler multiplies a latent by before the network sees it at a call.</summary>
    public float InputScale(int call)
    {
        float[] scale = new float[1];
        Plan.ScaleModelInput(call, [1f], scale);
        return scale[0];
    }

    /// <summary>Classifier-free guidance between two rows of a prediction, then one call of the scheduler from the state that the call before left.</summary>
    /// <exception cref="GenerationException">The prediction has numbers that are not finite.</exception>
    public StepResult Advance(int call, StepResult state, float[] prediction, int unconditionalRow, int conditionalRow)
    {
        ReadOnlySpan<float> unconditional = prediction.AsSpan(unconditionalRow * LatentLength, LatentLength);
        ReadOnlySpan<float> conditional = prediction.AsSpan(conditionalRow * LatentLength, LatentLength);
        float scale = (float)Request.GuidanceScale;
        float[] guided = new float[LatentLength];
        for (int i = 0; i < guided.Length; i++)
        {
            guided[i] = unconditional[i] + (scale * (conditional[i] - unconditional[i]));
        }

        // Not left to the end: from here on every step would be for nothing.
        RequireFinite(call, guided, "The UNet's prediction", state.PreviousSample);
        return Plan.Step(guided, call, state.PreviousSample, new StepContext(state.History, noise.At(call)));
    }

    /// <summary>Checks what was computed from a latent, and tells a latent that gradient steps drove astray from a network that is at fault.</summary>
    /// <param name="call">The call.</param>
    /// <param name="result">What was computed.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="latent">What it was computed from, before the scheduler's scaling.</param>
    /// <exception cref="GenerationException">Not all numbers are finite.</exception>
    public void RequireFinite(int call, float[] result, string name, float[] latent)
    {
        if (Array.TrueForAll(result, float.IsFinite))
        {
            return;
        }

        int step = done + Plan.StepOf(call) + 1;
        float scale = InputScale(call);
        bool isSound = Array.TrueForAll(latent, value => Math.Abs(value * scale) <= LargestLatent);
        throw new GenerationException(isSound || Request.TargetBox is null
            ? $"{name} at step {step} has numbers that are not finite. A damaged weight ('record model check' names it) is the usual cause, or in half precision an overflow: try --precision single."
            : $"The gradient steps of the correction have driven the latent out of all bounds: at step {step} it has values beyond {LargestLatent}, where those of pictures are near 1, and {char.ToLowerInvariant(name[0])}{name[1..]} is not finite. Lower --correction-strength.");
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
