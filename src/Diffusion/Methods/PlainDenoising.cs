using ReCorD.Compute;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>
/// The steps of a picture in which nothing is edited. Every n-th computes the whole network; those between may take its deep feature over and compute
/// the outermost level alone (DeepCache, Ma et al., CVPR 2024), at some cost in fidelity. For one thread.
/// </summary>
internal sealed class PlainDenoising : IDisposable
{
    private readonly int interval;
    private readonly DenoisingRun whole;
    private readonly DenoisingRun? outer;
    private DenoisingResult? last;
    private int since;

    /// <param name="pipeline">Compiles the networks.</param>
    /// <param name="shape">Without edits.</param>
    /// <param name="text">As many rows; must stay until the end.</param>
    /// <param name="interval">1 computes every step whole.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    public PlainDenoising(DiffusionPipeline pipeline, DenoisingShape shape, TextConditioning text, int interval, CancellationToken cancellationToken)
    {
        this.interval = interval;
        Rows = shape.Rows;
        whole = pipeline.Denoiser(shape with { DeepFeature = interval > 1 ? DeepFeatureUse.Give : DeepFeatureUse.None }, cancellationToken).Start(text);
        outer = interval > 1 ? pipeline.Denoiser(shape with { DeepFeature = DeepFeatureUse.Take }, cancellationToken).Start(text) : null;
    }

    /// <summary>Rows of the batch.</summary>
    public int Rows { get; }

    /// <summary>Rows that went through the whole network so far.</summary>
    public int WholeRows { get; private set; }

    /// <summary>Predicts the noise of a batch; the maps of a step between are those of the last whole one.</summary>
    public DenoisingResult Step(Tensor sample, double timestep, CancellationToken cancellationToken)
    {
        if (outer is not null && last is not null && ++since < interval)
        {
            return outer.StepAround(last.DeepFeature, sample, timestep, cancellationToken) with { Maps = last.Maps };
        }

        since = 0;
        WholeRows += Rows;
        return last = whole.Step(sample, timestep, null, cancellationToken);
    }

    public void Dispose()
    {
        whole.Dispose();
        outer?.Dispose();
    }
}
