using ReCorD.Compute;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>[uncond y, cond y], without edits: what is left once nothing reads y' any more.</summary>
/// <param name="pipeline">Compiles the network.</param>
/// <param name="edited">Shape of the passes before.</param>
/// <param name="text">Text of all four rows; stays the caller's.</param>
/// <param name="interval">Steps between two that compute the whole network.</param>
/// <param name="memory">What a run remembered that this one goes on with; null at the beginning.</param>
internal sealed class PlainPass(DiffusionPipeline pipeline, DenoisingShape edited, TextConditioning text, int interval, PlainMemory? memory)
    : RecordPass(new PromptRows(0, 1), null)
{
    private PlainMemory? begun = memory;
    private readonly TextConditioning own = text.Select(1, 3);
    private PlainDenoising? denoising;

    public override int Rows => 2;

    public override int WholeRows => denoising?.WholeRows ?? 0;

    /// <summary>What a run that goes on from here needs.</summary>
    public PlainMemory? Memory => denoising is null ? begun : denoising.Memory;

    public override void Forget()
    {
        denoising?.Forget();
        begun = null;
    }

    public override DenoisingResult Step(int step, Tensor sample, double timestep, CancellationToken cancellationToken)
    {
        denoising ??= new PlainDenoising(pipeline, edited with { Rows = Rows, SelfResolution = null }, own, interval, begun, cancellationToken);
        return denoising.Step(sample, timestep, cancellationToken);
    }

    public override void Dispose()
    {
        denoising?.Dispose();
        own.Dispose();
    }
}
