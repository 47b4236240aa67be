using ReCorD.Compute;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// A denoising network over the steps of one picture. Text, and edits for as long as they stay the same, lie on the device; the latent, which the
/// scheduler computes on the host, goes there at each step. For one thread.
/// </summary>
public sealed class DenoisingRun : IDisposable
{
    private readonly BoundNetwork network;
    private readonly DenoisingShape shape;
    private readonly IReadOnlyCollection<(int Height, int Width)>? editedGrids;
    private readonly float[] timesteps;

    internal DenoisingRun(BoundNetwork network, DenoisingShape shape, IReadOnlyCollection<(int Height, int Width)>? editedGrids)
    {
        this.network = network;
        this.shape = shape;
        this.editedGrids = editedGrids;
        timesteps = new float[shape.Rows];
    }

    /// <summary>Predicts the noise of a batch.</summary>
    /// <param name="sample">[rows, C, H, W].</param>
    /// <param name="timestep">Training timestep of all rows.</param>
    /// <param name="edits">Attention edits; null for none. Ignored by networks compiled without edits.</param>
    /// <param name="cancellationToken">Stops the run between two operators.</param>
    public DenoisingResult Step(Tensor sample, double timestep, AttentionEdits? edits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sample);
        network.Set<float>(UNetGraphInputs.Sample, sample.AsSpan<float>());
        Array.Fill(timesteps, (float)timestep);
        network.Set<float>(UNetGraphInputs.Timestep, timesteps);
        if (editedGrids is not null)
        {
            (edits ?? new AttentionEdits(shape.Rows, shape.Tokens)).ApplyTo(network, editedGrids);
        }

        network.Run(cancellationToken);
        return new DenoisingResult(network.Read(DenoisingNetwork.SampleOutput), Given(DenoisingNetwork.MapsOutput), Given(DenoisingNetwork.DeepFeatureOutput));
    }

    /// <summary>The same with a network that takes the deep feature of another step.</summary>
    public DenoisingResult StepAround(float[] deepFeature, Tensor sample, double timestep, CancellationToken cancellationToken)
    {
        network.Set<float>(DenoisingNetwork.DeepFeatureInput, deepFeature);
        return Step(sample, timestep, null, cancellationToken);
    }

    public void Dispose() => network.Dispose();

    private float[] Given(string output) => network.Outputs.Contains(output) ? network.Read(output) : [];
}
