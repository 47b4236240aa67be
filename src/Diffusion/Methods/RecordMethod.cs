using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>
/// ReCorD (ACM MM 2024). Without a target box it makes a coarse candidate (M_g): the prompt and its intransitive form run side by side in the rows
/// [uncond y', uncond y, cond y', cond y], and y borrows attention from y'. With a box it corrects (M_c): at each guided step the latent of y
/// follows the gradient of the box loss before the same edited pass, and the object's map is cut out of the other words' maps.
/// </summary>
[GenerationMethod("record")]
public sealed class RecordMethod(DiffusionPipeline pipeline, RecordProfile profile) : IGenerationMethod
{
    private const int Rows = 4;
    private const int UnconditionalIntransitive = 0;
    private const int UnconditionalFull = 1;
    private const int ConditionalIntransitive = 2;
    private const int ConditionalFull = 3;

    private readonly BoxConstraintLoss loss = new(profile.TopShare, profile.CornerBand);

    public string Name => "record";

    public GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using RecordRun run = Prepare(request, cancellationToken);
        DenoisingLoop loop = run.Loop;
        DenoisingNetwork network = pipeline.Denoiser(run.Shape, cancellationToken);
        using DenoisingRun denoising = network.Start(run.Text);
        AttentionAverage attention = new(run.Shape.MapHeight, run.Shape.MapWidth, pipeline.Tokens);
        StepResult full = loop.Start(), intransitive = full;
        for (int call = 0; call < loop.Calls; call++)
        {
            full = run.Correction is null ? full : full with { PreviousSample = run.Correction.Guide(call, full.PreviousSample, cancellationToken) };
            using Tensor batch = loop.Batch(call, intransitive.PreviousSample, full.PreviousSample, intransitive.PreviousSample, full.PreviousSample);
            AttentionEdits edits = run.Edits.At(loop.Plan.StepOf(call), run.Correction?.ObjectMap, network.EditedGrids);
            DenoisingResult result = denoising.Step(batch, loop.Plan.Timesteps[call], edits, cancellationToken);
            attention.Add(result.Maps, ConditionalFull);
            full = loop.Advance(call, full, result.Prediction, UnconditionalFull, ConditionalFull);
            intransitive = loop.Advance(call, intransitive, result.Prediction, UnconditionalIntransitive, ConditionalIntransitive);
            loop.Report(progress, call);
        }

        return new GenerationResult
        {
            Image = loop.Show(full, cancellationToken), Seed = request.Seed, Attention = attention.OfWords(request.Prompt, run.Full),
            Guidance = run.Correction?.Steps ?? [], Warnings = run.Warnings, UNetRows = loop.Calls * Rows,
        };
    }

    private RecordRun Prepare(GenerationRequest request, CancellationToken cancellationToken)
    {
        if (!request.Prompt.HasInteraction)
        {
            throw new GenerationException(
                $"The method 'record' needs a subject, a verb and an object, as in \"a boy is kicking a ball\"; \"{request.Prompt.Text}\" lacks one. Use the method 'stable-diffusion' for other prompts.");
        }

        DenoisingLoop loop = new(pipeline, request, profile.Scheduler);
        List<string> warnings = [];
        TokenizedPrompt full = loop.Tokenize(request.Prompt.Text, warnings), intransitive = loop.Tokenize(request.Prompt.Intransitive!, warnings);
        TokenizedPrompt negative = loop.Tokenize(request.NegativePrompt, warnings);
        TokenSpan span = PromptTokens.Find(full, request.Prompt, request.Prompt.Object!)
            ?? throw new GenerationException($"The object '{request.Prompt.Object}' lies beyond the {pipeline.Tokens} tokens that the text encoder reads: shorten the prompt.");
        int side = Math.Min(profile.AttentionResolution, pipeline.LatentSize);
        DenoisingShape shape = new(Rows, pipeline.LatentSize, pipeline.LatentSize, pipeline.Tokens, side, side, profile.SelfResolution);
        TextConditioning text = pipeline.EncodeText([negative, negative, intransitive, full], cancellationToken);
        RecordCorrection? correction = request.TargetBox is null ? null : Correct(loop, request.TargetBox.Value, span, shape, full, warnings, cancellationToken);
        return new RecordRun(loop, full, text, shape, new RecordEdits(profile, request.Steps, intransitive, full, span, pipeline.Tokens), correction, warnings);
    }

    private RecordCorrection Correct(
        DenoisingLoop loop, Box target, TokenSpan span, DenoisingShape shape, TokenizedPrompt full, List<string> warnings, CancellationToken cancellationToken)
    {
        if (target.IsEmpty || target.Intersect(Box.WholePicture).IsEmpty)
        {
            throw new GenerationException($"The target box {target} is empty, inverted or outside the picture: edges must grow from left to right and from top to bottom within [0, 1].");
        }

        GuidanceShape guidanceShape = new(shape.Height, shape.Width, shape.Tokens, shape.MapHeight, shape.MapWidth);
        GuidanceNetwork network = pipeline.Guidance(loss, guidanceShape, cancellationToken);
        GuidanceInputs layout = network.Prepare(target.Intersect(Box.WholePicture), [.. Enumerable.Range(span.Start, span.Count)]);
        warnings.AddRange(layout.Warnings);
        TextConditioning text = pipeline.EncodeText([full], cancellationToken);
        return new RecordCorrection(loop, network, layout, text, span, target, profile);
    }

    private sealed record RecordRun(
        DenoisingLoop Loop, TokenizedPrompt Full, TextConditioning Text, DenoisingShape Shape, RecordEdits Edits, RecordCorrection? Correction, List<string> Warnings) : IDisposable
    {
        public void Dispose()
        {
            Text.Dispose();
            Correction?.Dispose();
        }
    }
}
