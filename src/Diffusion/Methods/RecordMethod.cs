using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Models;
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

    private readonly BoxConstraintLoss loss = new(profile.TopShare, profile.CornerBand, profile.SmallBoxes);

    public string Name => "record";

    public GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using RecordRun run = Prepare(request, cancellationToken);
        (DenoisingLoop loop, StepResult start) = (run.Loop, run.Loop.Start());
        int side = Side(profile.AttentionResolution);
        AttentionReader attention = new(profile.AttentionReading, loop, run.Paused?.Attention.Copy() ?? new AttentionAverage(side, side, pipeline.Tokens));
        RecordState state = Draw(run, loop, run.Paused?.State ?? new RecordState(start, start), attention, progress, cancellationToken);
        PausedRecordRun? paused = Pause(run, state, attention.Kept);
        if (run.Loop.HasRoughSteps)
        {
            loop = run.Loop.RoughSteps();
            attention.BeginRoughSteps();
            RecordState rough = new(run.Loop.EnterRoughSteps(state.Full), run.Loop.EnterRoughSteps(state.Intransitive));
            state = Draw(run, loop, rough, attention, progress, cancellationToken);
        }

        return new GenerationResult
        {
            Image = loop.Show(state.Full, cancellationToken), Seed = request.Seed, Attention = attention.Shown.OfWords(request.Prompt, run.Full, profile.ObjectTokens),
            Guidance = run.Correction?.Steps ?? [], Paused = paused, UNetRows = run.WholeRows, Warnings = run.Warnings,
        };
    }

    private static RecordState Draw(
        RecordRun run, DenoisingLoop loop, RecordState state, AttentionReader attention, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        (StepResult full, StepResult intransitive) = (state.Full, state.Intransitive);
        for (int call = loop.IsRough ? 0 : run.Paused?.Call ?? 0; call < loop.Calls; call++)
        {
            full = run.Correction is null ? full : full with { PreviousSample = run.Correction.Guide(call, full.PreviousSample, cancellationToken) };
            RecordPass pass = run.PassAt(loop.StepOf(call));
            if (loop.IsRough)
            {
                // Too far from the step before to share anything with it.
                pass.Forget();
            }

            using Tensor batch = Batch(loop, call, pass, full.PreviousSample, intransitive.PreviousSample);
            DenoisingResult result = pass.Step(loop.StepOf(call), batch, loop.Plan.Timesteps[call], cancellationToken);
            attention.Read(loop.StepOf(call), loop.Stride(call), pass, result.Maps);
            full = loop.Advance(call, full, result.Prediction, pass.Full.Unconditional, pass.Full.Conditional);
            intransitive = pass.Intransitive is { } other ? loop.Advance(call, intransitive, result.Prediction, other.Unconditional, other.Conditional) : intransitive;
            loop.Report(progress, call);
        }

        return new RecordState(full, intransitive);
    }

    private static Tensor Batch(DenoisingLoop loop, int call, RecordPass pass, float[] full, float[] intransitive)
        => pass.Intransitive is null ? loop.Batch(call, full, full) : loop.Batch(call, intransitive, full, intransitive, full);

    /// <summary>Where a run stands that ended early. Corrections, whose guidance has a memory of its own, are not gone on with.</summary>
    private PausedRecordRun? Pause(RecordRun run, RecordState state, AttentionAverage attention)
        => run.Correction is not null || run.Loop.Steps == run.Loop.Request.Steps ? null : new PausedRecordRun(run.Loop.Steps)
        {
            Method = this, Request = PausedRecordRun.Whole(run.Loop.Request), Call = run.Loop.Calls, State = state,
            Attention = attention, NoiseDraws = run.Loop.NoiseDraws, Plain = run.Plain,
        };

    /// <summary>The run that a request goes on with.</summary>
    private PausedRecordRun? Paused(GenerationRequest request) => request.ContinueFrom switch
    {
        null => null,
        PausedRecordRun own when own.Method == this && own.Request == PausedRecordRun.Whole(request) && (request.StopAfter ?? request.Steps) > own.Steps => own,
        _ => throw new GenerationException("A paused run can only be gone on with by the method that made it, for the same request, and to a later step: leave ContinueFrom out to start from noise."),
    };

    private int Side(int wanted) => AttentionGrids.AtLeast(pipeline.UNet, wanted);

    private RecordRun Prepare(GenerationRequest request, CancellationToken cancellationToken)
    {
        if (!request.Prompt.HasInteraction)
        {
            throw new GenerationException(
                $"The method 'record' needs a subject, a verb and an object, as in \"a boy is kicking a ball\"; \"{request.Prompt.Text}\" lacks one. Use the method 'stable-diffusion' for other prompts.");
        }

        PausedRecordRun? paused = Paused(request);
        DenoisingLoop loop = new(pipeline, request, profile.Scheduler, profile.NoiseDraw);
        loop.SkipNoise(paused?.NoiseDraws ?? 0);
        List<string> warnings = [];
        TokenizedPrompt full = loop.Tokenize(request.Prompt.Text, warnings), intransitive = loop.Tokenize(request.Prompt.Intransitive!, warnings);
        TokenizedPrompt negative = loop.Tokenize(request.NegativePrompt, warnings);
        TokenSpan span = PromptTokens.Object(full, request.Prompt, profile.ObjectTokens)
            ?? throw new GenerationException($"The object '{request.Prompt.Object}' lies beyond the {pipeline.Tokens} tokens that the text encoder reads: shorten the prompt.");
        int side = Side(profile.AttentionResolution);
        DenoisingShape shape = new(Rows, pipeline.LatentSize, pipeline.LatentSize, pipeline.Tokens, side, side, profile.SelfResolution);
        IEditSchedule edits = profile.EditSchedule(new EditContext(profile, request.Steps, intransitive, full, span, pipeline.Tokens, request.TargetBox is not null));
        RecordCorrection? correction = request.TargetBox is null ? null : Correct(loop, request.TargetBox.Value, span, full, warnings, cancellationToken);
        TextConditioning text = pipeline.EncodeText([negative, negative, intransitive, full], cancellationToken);
        return new RecordRun(pipeline, loop, shape, text, edits, correction, cancellationToken) { Full = full, Warnings = warnings, Paused = paused };
    }

    private RecordCorrection Correct(DenoisingLoop loop, Box target, TokenSpan span, TokenizedPrompt full, List<string> warnings, CancellationToken cancellationToken)
    {
        if (target.IsEmpty || target.Intersect(Box.WholePicture).IsEmpty)
        {
            throw new GenerationException($"The target box {target} is empty, inverted or outside the picture: edges must grow from left to right and from top to bottom within [0, 1].");
        }

        int side = Side(profile.AttentionResolution), overlap = Side(profile.OverlapResolution ?? profile.AttentionResolution);
        GuidanceShape shape = new(pipeline.LatentSize, pipeline.LatentSize, pipeline.Tokens, side, side)
        {
            Selection = profile.GuidanceMaps, OverlapHeight = overlap, OverlapWidth = overlap,
        };
        GuidanceNetwork network = pipeline.Guidance(loss, shape, cancellationToken);
        GuidanceInputs layout = network.Prepare(target.Intersect(Box.WholePicture), [.. Enumerable.Range(span.Start, span.Count)]);
        warnings.AddRange(layout.Warnings);
        TextConditioning text = pipeline.EncodeText([full], cancellationToken);
        return new RecordCorrection(loop, network, layout, text, span, target, profile);
    }
}
