using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>One run of ReCorD: its edits, its correction if it has a target, and the passes of the network.</summary>
internal sealed class RecordRun : IDisposable
{
    private readonly DiffusionPipeline pipeline;
    private readonly DenoisingShape shape;
    private readonly TextConditioning text;
    private readonly EditedPass edited;
    private readonly int editedSteps;
    private PlainPass? plain;

    /// <param name="pipeline">Compiles the networks.</param>
    /// <param name="loop">The steps.</param>
    /// <param name="shape">Of the edited passes.</param>
    /// <param name="text">Of the four rows; owned from now on.</param>
    /// <param name="edits">Decides the edits of each step.</param>
    /// <param name="correction">Owned from now on; null without a target.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    public RecordRun(
        DiffusionPipeline pipeline, DenoisingLoop loop, DenoisingShape shape, TextConditioning text, IEditSchedule edits, RecordCorrection? correction, CancellationToken cancellationToken)
    {
        this.pipeline = pipeline;
        this.shape = shape;
        this.text = text;
        Loop = loop;
        Correction = correction;
        edited = new EditedPass(pipeline.Denoiser(shape, cancellationToken), text, edits, () => correction?.ObjectMap);
        // Steps that need y' or edit: no later step is changed by leaving y' out.
        editedSteps = pipeline.Execution.LeaveOutIdleRows ? Math.Max(edits.BorrowingSteps, correction?.GuidedSteps ?? 0) : int.MaxValue;
    }

    public DenoisingLoop Loop { get; }

    public RecordCorrection? Correction { get; }

    public required TokenizedPrompt Full { get; init; }

    public required List<string> Warnings { get; init; }

    /// <summary>The run that this one goes on with; null where it starts from noise.</summary>
    public PausedRecordRun? Paused { get; init; }

    /// <summary>What a run that goes on from here takes over from steps that nothing edited.</summary>
    public PlainMemory? Plain => plain is null ? Paused?.Plain : plain.Memory;

    /// <summary>Rows that went through the whole network so far.</summary>
    public int WholeRows => edited.WholeRows + (plain?.WholeRows ?? 0);

    /// <summary>The pass of a step.</summary>
    public RecordPass PassAt(int step)
        => step < editedSteps ? edited : plain ??= new PlainPass(pipeline, shape, text, Loop.Request.CacheInterval, Paused?.Plain);

    public void Dispose()
    {
        edited.Dispose();
        plain?.Dispose();
        text.Dispose();
        Correction?.Dispose();
    }
}
