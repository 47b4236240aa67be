using ReCorD.Compute;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Guidance;

/// <summary>A guidance network over the steps of one picture: text and target stay on the device. For one thread.</summary>
public sealed class GuidanceRun : IDisposable
{
    private readonly BoundNetwork network;

    internal GuidanceRun(BoundNetwork network) => this.network = network;

    /// <summary>Loss and gradient at a latent.</summary>
    /// <param name="sample">[1, C, H, W].</param>
    /// <param name="timestep">Training timestep.</param>
    /// <param name="cancellationToken">Stops the run between two operators.</param>
    public GuidanceResult Step(Tensor sample, double timestep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sample);
        network.Set<float>(UNetGraphInputs.Sample, sample.AsSpan<float>());
        network.Set<float>(UNetGraphInputs.Timestep, [(float)timestep]);
        network.Run(cancellationToken);
        Dictionary<string, double> parts = network.Outputs.Where(output => output.StartsWith(GuidanceNetwork.PartPrefix, StringComparison.Ordinal))
            .ToDictionary(output => output[GuidanceNetwork.PartPrefix.Length..], output => (double)network.Read(output)[0]);
        float[] maps = network.Read(GuidanceNetwork.MapsOutput);
        float[] overlapMaps = network.Outputs.Contains(GuidanceNetwork.OverlapMapsOutput) ? network.Read(GuidanceNetwork.OverlapMapsOutput) : maps;
        return new GuidanceResult(network.Read(GuidanceNetwork.LossOutput)[0], parts, network.Read(GuidanceNetwork.GradientOutput), maps, overlapMaps);
    }

    public void Dispose() => network.Dispose();
}
