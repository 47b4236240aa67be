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
    private PlainMemory? memory;

    /// <param name="pipeline">Compiles the networks.</param>
    /// <param name="shape">Without edits.</param>
    /// <param name="text">As many rows; must stay until the end.</param>
    /// <param name="interval">1 computes every step whole.</param>
    /// <param name="memory">What a run remembered that this one goes on with; null at the beginning.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    public PlainDenoising(DiffusionPipeline pipeline, DenoisingShape shape, TextConditioning text, int interval, PlainMemory? memory, CancellationToken cancellationToken)
    {
        this.interval = interval;
        this.memory = memory;
        Rows = shape.Rows;
        whole = pipeline.Denoiser(shape with { DeepFeature = interval > 1 ? DeepFeatureUse.Give : DeepFeatureUse.None }, cancellationToken).Start(text);
        outer = interval > 1 ? pipeline.Denoiser(shape with { DeepFeature = DeepFeatureUse.Take }, cancellationToken).Start(text) : null;
    }

    /// <summary>Rows of the batch.</summary>
    public int Rows { get; }

    /// <summary>Rows that went through the whole network so far.</summary>
    public int WholeRows { get; private set; }

    /// <summary>What a run that goes on from here needs; null where every step computes the whole network.</summary>
    public PlainMemory? Memory => outer is null ? null : memory;

    /// <summary>Has the next step compute the whole network.</summary>
    public void Forget() => memory = null;

    /// <summary>Predicts the noise of a batch; the maps of a step between are those of the last whole one.</summary>
    public DenoisingResult Step(Tensor sample, double timestep, CancellationToken cancellationToken)
    {
        if (outer is not null && memory is not null && memory.Since + 1 < interval)
        {
            memory = memory with { Since = memory.Since + 1 };
            return outer.StepAround(memory.Last.DeepFeature, sample, timestep, cancellationToken) with { Maps = memory.Last.Maps };
        }

        WholeRows += Rows;
        memory = new PlainMemory(whole.Step(sample, timestep, null, cancellationToken), 0);
        return memory.Last;
    }

    public void Dispose()
    {
        whole.Dispose();
        outer?.Dispose();
    }
}
