using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>One run of ReCorD: its edits, its correction if it has a target, and the passes of the network.</summary>
internal sealed class RecordRun(DiffusionPipeline pipeline, DenoisingLoop loop, RecordPass both, IEditSchedule edits, RecordCorrection? correction) : IDisposable
{
    private RecordPass? fullOnly;

    public DenoisingLoop Loop => loop;

    public RecordCorrection? Correction => correction;

    public required TokenizedPrompt Full { get; init; }

    public required List<string> Warnings { get; init; }

    /// <summary>Steps that need y' or edit: no later step is changed by leaving y' out.</summary>
    private int EditedSteps => Math.Max(edits.BorrowingSteps, correction?.GuidedSteps ?? 0);

    /// <summary>The pass of a step.</summary>
    public RecordPass PassAt(int step, CancellationToken cancellationToken)
    {
        if (step < EditedSteps || !pipeline.Execution.LeaveOutIdleRows)
        {
            return both;
        }

        DenoisingShape shape = both.Network.Shape with { Rows = 2, SelfResolution = null };
        return fullOnly ??= RecordPass.FullOnly(pipeline.Denoiser(shape, cancellationToken), both.Text);
    }

    /// <summary>The edits of a step's pass; null for one without.</summary>
    public AttentionEdits? EditsAt(int step, RecordPass pass) => pass == both ? edits.At(step, correction?.ObjectMap, pass.Network.EditedGrids) : null;

    public void Dispose()
    {
        both.Dispose();
        fullOnly?.Dispose();
        correction?.Dispose();
    }
}
