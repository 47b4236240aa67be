using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>[uncond y', uncond y, cond y', cond y]: y takes attention from y'.</summary>
/// <param name="network">Compiled for four rows, with edits.</param>
/// <param name="text">Four rows; stays the caller's.</param>
/// <param name="edits">Decides the edits of each step.</param>
/// <param name="objectMap">The object's map where its overlap is removed.</param>
internal sealed class EditedPass(DenoisingNetwork network, TextConditioning text, IEditSchedule edits, Func<ScalarMap?> objectMap)
    : RecordPass(new PromptRows(1, 3), new PromptRows(0, 2))
{
    private readonly DenoisingRun denoising = network.Start(text);
    private int steps;

    public override int Rows => network.Shape.Rows;

    public override int WholeRows => steps * Rows;

    public override DenoisingResult Step(int step, Tensor sample, double timestep, CancellationToken cancellationToken)
    {
        steps++;
        return denoising.Step(sample, timestep, edits.At(step, objectMap(), network.EditedGrids), cancellationToken);
    }

    public override void Dispose() => denoising.Dispose();
}
